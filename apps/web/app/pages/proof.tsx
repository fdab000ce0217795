import { useSearch } from "@tanstack/react-router";
import { useProveThere } from "../api/provider.ts";
import { useSpeech } from "../i18n/speech.ts";
import { safeNext } from "../paths.ts";
import { AppLink } from "../ui/app-link.tsx";
import { Button } from "../ui/button.tsx";
import { FailureNotice, Notice } from "../ui/notice.tsx";
import { EnterFrame } from "./enter-frame.tsx";
import { ProofCode } from "./proof-code.tsx";
import { describeProviderProblem } from "./provider-problem.ts";

/** Where somebody arrives whom the operator's own service sent back without a proof that it is they, or with half of one. Their session goes on. */
export function ProofPage() {
  const { w } = useSpeech();
  const { next, problem, step } = useSearch({ from: "/proof" });
  const back = safeNext(next);
  const going = useProveThere();
  const words = w.security.proof;
  if (step === "code")
    return (
      <EnterFrame title={words.title} below={<Back to={back} />}>
        <ProofCode next={back} />
      </EnterFrame>
    );
  const busy = going.isPending || going.isSuccess;
  return (
    <EnterFrame title={words.title} below={<Back to={back} />}>
      <div className="space-y-4">
        {going.isError ? (
          <FailureNotice failure={going.error} />
        ) : (
          <Notice tone="bad" title={words.failed}>
            {describeProviderProblem(problem ?? "", w)}
          </Notice>
        )}
        <Button tone="primary" className="h-10 touch:h-11 w-full" disabled={busy} onClick={() => going.mutate(back)}>
          {words.again}
        </Button>
      </div>
    </EnterFrame>
  );
}

function Back({ to }: { readonly to: string }) {
  const { w } = useSpeech();
  return (
    <AppLink to={to} className="font-medium text-accent underline underline-offset-3">
      {w.security.proof.back}
    </AppLink>
  );
}
