import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { isAccountChanged } from "../api/acting-account.ts";
import { isSilence, problemOf } from "../api/failure.ts";
import { useSpeech } from "../i18n/speech.ts";
import type { Words } from "../i18n/es/words.ts";
import { AccountLeftActions } from "../shell/account-left.tsx";
import { Button } from "./button.tsx";

export type Tone = "info" | "good" | "warn" | "bad";

const looks = {
  info: { box: "border-n2 bg-surface", mark: "text-accent", Icon: Info },
  good: { box: "border-good/40 bg-good-soft", mark: "text-good", Icon: CircleCheck },
  warn: { box: "border-warn/40 bg-warn-soft", mark: "text-warn", Icon: TriangleAlert },
  bad: { box: "border-bad/40 bg-bad-soft", mark: "text-bad", Icon: CircleAlert },
} as const;

export function Notice({
  tone,
  title,
  children,
  actions,
}: {
  readonly tone: Tone;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  const { box, mark, Icon } = looks[tone];
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={`flex flex-wrap items-start gap-x-3 gap-y-2 rounded border px-4 py-3 ${box}`}
    >
      <Icon size={18} aria-hidden className={`mt-px shrink-0 ${mark}`} />
      <div className="min-w-48 flex-1">
        <p className="font-medium">{title}</p>
        {children === undefined ? null : <div className="measure mt-0.5 text-n5">{children}</div>}
      </div>
      {actions === undefined ? null : <div className="flex gap-2">{actions}</div>}
    </div>
  );
}

export type FailureWords = {
  readonly title: string;
  readonly detail: string;
  readonly action: string;
  readonly requestId?: string | undefined;
};

/** What happened, what was kept and what to do, for anything that can be thrown. */
export function failureWords(thrown: unknown, w: Words): FailureWords {
  const problem = problemOf(thrown);
  if (problem !== null)
    return { title: problem.title, detail: problem.detail, action: problem.action, requestId: problem.request_id };
  if (isSilence(thrown)) return w.frame.network;
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    title: w.frame.unexpected.title,
    detail: w.frame.unexpected.detail(what),
    action: w.frame.unexpected.action,
  };
}

export function FailureNotice({
  failure,
  onRetry,
  actions,
}: {
  readonly failure: unknown;
  readonly onRetry?: (() => void) | undefined;
  /** Instead of asking again. */ readonly actions?: ReactNode;
}) {
  const { w } = useSpeech();
  const words = failureWords(failure, w);
  return (
    <Notice
      tone="bad"
      title={words.title}
      actions={
        isAccountChanged(failure) || onRetry === undefined ? (
          actions
        ) : (
          <Button size="small" onClick={onRetry}>
            {w.frame.retry}
          </Button>
        )
      }
    >
      <p>
        {words.detail} {words.action}
      </p>
      {isAccountChanged(failure) ? (
        <div className="mt-2">
          <AccountLeftActions />
        </div>
      ) : null}
      {words.requestId === undefined ? null : (
        <p className="mt-1 text-xs text-n4">{w.frame.requestId(words.requestId)}</p>
      )}
    </Notice>
  );
}
