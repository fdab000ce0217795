import { useQuery } from "@tanstack/react-query";
import { keptInvitation } from "../api/kept-invitation.ts";
import { useSignInThere } from "../api/provider.ts";
import { signInWaysQuery } from "../api/queries.ts";
import { useSpeech } from "../i18n/speech.ts";
import { paths } from "../paths.ts";
import { Button } from "../ui/button.tsx";
import { FailureNotice, Notice } from "../ui/notice.tsx";
import { describeProviderProblem } from "./provider-problem.ts";

/** Signing in with the operator's own service, where there is one, and what became of it when it sent somebody back without a session. */
export function OtherWay({ next, problem }: { readonly next: string; readonly problem: string | undefined }) {
  const { w } = useSpeech();
  const ways = useQuery(signInWaysQuery);
  const service = ways.data?.oidc ?? null;
  const only = ways.data?.passwords === false;
  const going = useSignInThere();
  // The browser is on its way when the address is there.
  const busy = going.isPending || going.isSuccess;
  return (
    <>
      {problem === undefined ? null : (
        <div className="mb-4">
          <Notice tone="bad" title={w.people.otherWayFailed}>
            {describeProviderProblem(problem, w)}
          </Notice>
        </div>
      )}
      {service === null ? null : (
        <div className="mb-4 space-y-4">
          {going.isError ? <FailureNotice failure={going.error} /> : null}
          <Button
            size="long"
            tone={only ? "primary" : "plain"}
            className="min-h-10 w-full"
            disabled={busy}
            onClick={() => going.mutate({ next, ...invitationFor(next) })}
          >
            {busy ? w.people.otherWayGoing(service.name) : w.people.otherWay(service.name)}
          </Button>
          {only ? null : <OrElse />}
        </div>
      )}
    </>
  );
}

export function OrElse() {
  const { w } = useSpeech();
  return (
    <p className="flex items-center gap-3 text-n5 before:h-px before:flex-1 before:bg-n2 after:h-px after:flex-1 after:bg-n2">
      {w.people.orElse}
    </p>
  );
}

/** Whoever came back as somebody else than was invited goes on with the invitation that they opened. */
function invitationFor(next: string): { readonly invitation?: string } {
  const token = next === paths.invitation() ? keptInvitation() : "";
  return token === "" ? {} : { invitation: token };
}
