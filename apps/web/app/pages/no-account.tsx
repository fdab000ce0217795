import { useQuery } from "@tanstack/react-query";
import { leftAccountsQuery } from "../api/departures.ts";
import { useSpeech } from "../i18n/speech.ts";
import { ProofDialog } from "../shell/proof-dialog.tsx";
import { useSignOut } from "../shell/use-sign-out.ts";
import { Button } from "../ui/button.tsx";
import { FailureNotice } from "../ui/notice.tsx";
import { EnterFrame } from "./enter-frame.tsx";
import { EraseMe, ExportButton } from "./profile/data.tsx";
import { LeftAccounts } from "./profile/left-accounts.tsx";

/** Somebody signed in who belongs to no account any more: what is left of theirs, to take away or to have removed. */
export function NoAccountPage() {
  const { w } = useSpeech();
  const signOut = useSignOut();
  const words = w.admin.noAccount;
  const left = useQuery(leftAccountsQuery);
  return (
    <EnterFrame title={words.title} below={words.below}>
      <div className="space-y-6">
        <p className="text-n5">{words.text}</p>
        {left.isError ? <FailureNotice failure={left.error} onRetry={() => void left.refetch()} /> : null}
        {left.data === undefined || left.data.length === 0 ? null : (
          <section className="space-y-3">
            <h2 className="text-md font-semibold">{w.share.left.title}</h2>
            <p className="text-n5">{w.share.left.text}</p>
            <LeftAccounts accounts={left.data} />
          </section>
        )}
        <div className="flex flex-wrap gap-3">
          <ExportButton />
          <Button onClick={signOut}>{w.people.signOut}</Button>
        </div>
        <details className="border-t border-n2 pt-4">
          <summary className="cursor-pointer">
            <h2 className="inline text-md font-semibold">{w.share.data.eraseTitle}</h2>
          </summary>
          <div className="mt-4 space-y-4">
            <p className="text-n5">{w.share.data.eraseText}</p>
            <EraseMe />
          </div>
        </details>
      </div>
      <ProofDialog />
    </EnterFrame>
  );
}
