import { Search } from "lucide-react";
import type { Me } from "@caudal/contract/resources/me.ts";
import { useSpeech } from "../i18n/speech.ts";
import { paths } from "../paths.ts";
import { AppLink } from "../ui/app-link.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { Bell } from "./bell.tsx";
import { Logo } from "./logo.tsx";
import { PersonMenu } from "./person-menu.tsx";
import { RunsMenu } from "./runs-menu.tsx";

export function TopBar({ me, onSearch }: { readonly me: Me; readonly onSearch: () => void }) {
  const { w } = useSpeech();
  return (
    <header className="sticky top-0 z-20 flex h-(--top) items-center gap-1 border-b border-n2 bg-paper px-4 md:px-8">
      <AppLink
        to={paths.home()}
        aria-label={w.frame.name}
        className="-ml-2.5 grid size-11 place-items-center md:hidden"
      >
        <Logo />
      </AppLink>
      <AccountMenu me={me} />
      <button
        type="button"
        onClick={onSearch}
        title={w.frame.searchLong}
        aria-keyshortcuts="Control+K Meta+K"
        className="ml-auto flex h-9 touch:h-11 touch:min-w-11 justify-center items-center gap-2 rounded border-n2 px-2.5 text-n4 hover:bg-n1 hover:text-ink sm:border sm:bg-surface sm:pr-1.5"
      >
        <Search size={16} aria-hidden />
        <span className="max-sm:sr-only">{w.frame.search}</span>
        <kbd aria-hidden className="ml-6 hidden rounded-sm border border-n2 bg-n1 px-1.5 font-sans text-xs sm:inline">
          Ctrl K
        </kbd>
      </button>
      <RunsMenu hidden={me.viewing !== null} />
      <Bell hidden={me.viewing !== null} />
      <PersonMenu me={me} />
    </header>
  );
}
