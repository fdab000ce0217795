import { useLocation } from "@tanstack/react-router";
import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { useState } from "react";
import type { Me } from "@caudal/contract/resources/me.ts";
import { useSpeech } from "../i18n/speech.ts";
import { paths } from "../paths.ts";
import { AppLink } from "../ui/app-link.tsx";
import { Logo } from "./logo.tsx";
import { roomsFor } from "./rooms.ts";

export function Rail({ me }: { readonly me: Me }) {
  const { w } = useSpeech();
  const pathname = useLocation({ select: (location) => location.pathname });
  const [narrow, setNarrow] = useState(false);
  return (
    <nav
      aria-label={w.frame.main}
      className={`sticky top-0 hidden h-dvh shrink-0 flex-col border-r border-n2 px-3 pb-3 md:flex ${narrow ? "w-16" : "w-(--rail)"}`}
    >
      <AppLink
        to={paths.home()}
        aria-label={w.frame.name}
        className="flex h-(--top) items-center gap-2.5 px-1.5 text-md font-semibold tracking-tight"
      >
        <Logo />
        {narrow ? null : w.frame.name}
      </AppLink>
      <ul className="mt-3 space-y-0.5">
        {roomsFor(me).map(({ path, Icon, word, holds }) => {
          const here = holds(pathname);
          return (
            <li key={path}>
              <AppLink
                to={path}
                aria-current={here ? "page" : undefined}
                {...(narrow ? { "aria-label": word(w), title: word(w) } : {})}
                className={`flex h-9 items-center gap-2.5 rounded px-2.5 transition-colors ${here ? "bg-accent-soft font-medium text-accent-strong" : "text-n5 hover:bg-n1 hover:text-ink"}`}
              >
                <Icon size={17} aria-hidden className="shrink-0" />
                {narrow ? null : word(w)}
              </AppLink>
            </li>
          );
        })}
      </ul>
      <button
        type="button"
        aria-label={narrow ? w.frame.expand : w.frame.collapse}
        title={narrow ? w.frame.expand : w.frame.collapse}
        onClick={() => setNarrow(!narrow)}
        className="mt-auto grid size-9 place-items-center rounded text-n4 hover:bg-n1 hover:text-ink"
      >
        {narrow ? <PanelLeftOpen size={17} aria-hidden /> : <PanelLeftClose size={17} aria-hidden />}
      </button>
    </nav>
  );
}

export function BottomBar({ me }: { readonly me: Me }) {
  const { w } = useSpeech();
  const pathname = useLocation({ select: (location) => location.pathname });
  return (
    <nav
      aria-label={w.frame.main}
      className="fixed inset-x-0 bottom-0 z-20 border-t border-n2 bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="flex">
        {roomsFor(me).map(({ path, Icon, word, holds }) => {
          const here = holds(pathname);
          return (
            <li key={path} className="flex-1">
              <AppLink
                to={path}
                aria-current={here ? "page" : undefined}
                className={`flex h-14 flex-col items-center justify-center gap-1 text-xs ${here ? "font-medium text-accent" : "text-n4"}`}
              >
                <Icon size={19} aria-hidden />
                {word(w)}
              </AppLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
