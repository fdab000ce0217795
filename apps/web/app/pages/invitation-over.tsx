import { problemCode } from "../api/failure.ts";
import { useSpeech } from "../i18n/speech.ts";
import { paths } from "../paths.ts";
import { AppLink } from "../ui/app-link.tsx";
import { buttonClass } from "../ui/button.tsx";
import { FailureNotice } from "../ui/notice.tsx";

const endings: ReadonlySet<string | null> = new Set([
  "invitation_unknown",
  "invitation_expired",
  "invitation_revoked",
  "invitation_used",
  "invitation_member",
]);

/** Whether an invitation opens nothing any more, whoever shows it and however often. */
export function isOver(failure: unknown): boolean {
  return endings.has(problemCode(failure));
}

/** In place of an offer that is over: why, and the way on. Whoever has used it before, a second time by the mail, wants to get in. */
export function InvitationOver({ failure, signedIn }: { readonly failure: unknown; readonly signedIn: boolean }) {
  const { w } = useSpeech();
  return (
    <div className="space-y-6">
      <FailureNotice failure={failure} />
      <AppLink
        to={signedIn ? paths.home() : paths.signIn()}
        className={`${buttonClass("primary")} h-10 touch:h-11 w-full`}
      >
        {signedIn ? w.mailed.home : w.people.signIn}
      </AppLink>
    </div>
  );
}
