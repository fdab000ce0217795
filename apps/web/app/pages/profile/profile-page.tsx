import { useSuspenseQuery } from "@tanstack/react-query";
import { Outlet, useLocation } from "@tanstack/react-router";
import { meQuery } from "../../api/queries.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { paths } from "../../paths.ts";
import { useSignOut } from "../../shell/use-sign-out.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Button } from "../../ui/button.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { profileSections } from "./sections.ts";

/** What is a person's own: its sections side by side. */
export function ProfilePage() {
  const { w } = useSpeech();
  const { data: me } = useSuspenseQuery(meQuery);
  const signOut = useSignOut();
  return (
    <>
      <PageHead
        title={w.people.profile}
        state={w.people.profileState(me.email, me.account.name, w.people.roles[me.account.role])}
        actions={<Button onClick={signOut}>{w.people.signOut}</Button>}
      />
      <Sections />
      {/* While one looks as somebody else nothing is changed, whatever the section: the server would refuse it. */}
      <fieldset disabled={me.viewing !== null} className="m-0 min-w-0 border-0 p-0">
        <Outlet />
      </fieldset>
    </>
  );
}

function Sections() {
  const { w } = useSpeech();
  const pathname = useLocation({ select: (location) => location.pathname.replace(/\/$/, "") });
  return (
    <nav aria-label={w.people.sectionsLabel} className="mb-6 border-b border-n2">
      <ul className="-mb-px flex gap-6 overflow-x-auto [scrollbar-width:none]">
        {profileSections.map(({ path, word }) => {
          const to = paths.profile(path);
          const here = pathname === to;
          return (
            <li key={path} className="shrink-0">
              <AppLink
                to={to}
                aria-current={here ? "page" : undefined}
                ref={here ? (element) => element?.scrollIntoView({ block: "nearest", inline: "nearest" }) : undefined}
                className={`flex h-10 touch:h-11 items-center border-b-2 -outline-offset-2 transition-colors ${here ? "border-accent font-medium text-ink" : "border-transparent text-n4 hover:text-ink"}`}
              >
                {word(w.people.sections)}
              </AppLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
