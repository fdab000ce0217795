import { useMutation } from "@tanstack/react-query";
import { CircleCheck, CircleHelp, CircleMinus, CircleX, ShieldCheck } from "lucide-react";
import type { ReactNode } from "react";
import type { Verification } from "@caudal/contract/resources/verification.ts";
import { receiptWords } from "@caudal/contract/receipts/receipt-words.ts";
import { api } from "../../api/client.ts";
import { currentTag } from "../../i18n/choose-locale.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { Button } from "../../ui/button.tsx";
import { FailureNotice } from "../../ui/notice.tsx";

/** A run's receipt: to keep, and to compare with what is there now. */
export function VerifyReceipt({ runId, children }: { readonly runId: string; readonly children: ReactNode }) {
  const { w } = useSpeech();
  const words = w.file.trace;
  const asking = useMutation({ mutationFn: () => api.verifyReceipt(runId) });
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button size="small" disabled={asking.isPending} onClick={() => asking.mutate()}>
          <ShieldCheck size={14} aria-hidden />
          {asking.isPending ? words.checking : words.check}
        </Button>
        {children}
      </div>
      {asking.isError ? (
        <div className="mt-3">
          <FailureNotice failure={asking.error} onRetry={() => asking.mutate()} />
        </div>
      ) : null}
      {asking.data === undefined ? null : <Result verification={asking.data} />}
    </>
  );
}

const marks = {
  same: { Icon: CircleCheck, tone: "text-good" },
  differs: { Icon: CircleX, tone: "text-bad" },
  replaced: { Icon: CircleMinus, tone: "text-n4" },
  none: { Icon: CircleMinus, tone: "text-n4" },
  unchecked: { Icon: CircleHelp, tone: "text-warn" },
} as const;

function Result({ verification }: { readonly verification: Verification }) {
  const { f } = useSpeech();
  const words = receiptWords(currentTag());
  return (
    <div role="status" className="appear mt-3 rounded border border-n2 bg-surface p-4">
      <p className="font-medium">
        {words.verdicts[verification.verdict]}
        <time dateTime={verification.checked_at} className="num ml-2 text-sm font-normal text-n4">
          {f.clock(verification.checked_at)}
        </time>
      </p>
      <ul className="mt-2 space-y-1.5">
        {verification.checks.map(({ subject, outcome, title, messages }) => {
          const { Icon, tone } = marks[outcome];
          return (
            <li key={subject} className="flex items-start gap-2">
              <Icon size={15} aria-hidden className={`mt-0.5 shrink-0 ${tone}`} />
              <div className="min-w-0">
                {title}: <span className="text-n5">{words.outcomes[outcome]}</span>
                {messages.map((message) => (
                  <p key={message} className="text-n5 [overflow-wrap:anywhere]">
                    {message}
                  </p>
                ))}
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
