import { useSignInThere } from "../api/provider.ts";
import { useSpeech } from "../i18n/speech.ts";
import { paths } from "../paths.ts";
import { Button, type ButtonTone } from "../ui/button.tsx";
import { FailureNotice } from "../ui/notice.tsx";

/** Accepts an invitation as whom the operator's own service vouches for: with the invited address there, and no account here before. */
export function InvitedThere({
  token,
  service,
  tone,
}: {
  readonly token: string;
  readonly service: string;
  readonly tone: ButtonTone;
}) {
  const { w } = useSpeech();
  const going = useSignInThere();
  const busy = going.isPending || going.isSuccess;
  const accept = () => going.mutate({ next: paths.invitation(), invitation: token });
  return (
    <div className="space-y-4">
      {going.isError ? <FailureNotice failure={going.error} /> : null}
      <Button size="long" tone={tone} className="min-h-10 w-full" disabled={busy} onClick={accept}>
        {busy ? w.people.otherWayGoing(service) : w.admin.invited.acceptThere(service)}
      </Button>
    </div>
  );
}
