import { useSuspenseQuery } from "@tanstack/react-query";
import { Outlet, useLocation } from "@tanstack/react-router";
import { meQuery } from "../../api/queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { paths } from "../../paths.ts";
import { isManager } from "../../shell/rooms.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { NotFound } from "../failures.tsx";
import { adminSections } from "./sections.ts";

/** Administración: its sections side by side, for owners and administrators. */
export function AdminPage() {
  const { w } = useSpeech();
  const { data: me } = useSuspenseQuery(meQuery);
  if (!isManager(me)) return <NotFound />;
  return (
    <>
      <PageHead title={w.admin.title} state={w.admin.state(me.account.name, w.people.roles[me.account.role])} />
      <Sections />
      <Outlet />
    </>
  );
}

function Sections() {
  const { w } = useSpeech();
  const pathname = useLocation({ select: (location) => location.pathname.replace(/\/$/, "") });
  return (
    <nav aria-label={w.admin.sectionsLabel} className="mb-6 border-b border-n2">
      <ul className="-mb-px flex gap-6 overflow-x-auto [scrollbar-width:none]">
        {adminSections.map(({ path, word }) => {
          const to = paths.admin(path);
          const here = pathname === to || pathname.startsWith(`${to}/`);
          return (
            <li key={path} className="shrink-0">
              <AppLink
                to={to}
                aria-current={here ? "page" : undefined}
                ref={here ? (element) => element?.scrollIntoView({ block: "nearest", inline: "nearest" }) : undefined}
                className={`flex h-10 touch:h-11 items-center border-b-2 -outline-offset-2 transition-colors ${here ? "border-accent font-medium text-ink" : "border-transparent text-n4 hover:text-ink"}`}
              >
                {word(w.admin.sections)}
              </AppLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
