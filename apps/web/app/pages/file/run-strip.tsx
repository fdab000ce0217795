import type { RunSummary } from "@caudal/contract/resources/run.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { useNow } from "../../ui/use-now.ts";
import { estimateRemaining } from "./estimate-remaining.ts";

/** What is being done, how much is done, how long it may take. */
export function RunStrip({
  run,
  name,
  shown,
}: {
  readonly run: RunSummary;
  readonly name: string;
  /** When an earlier run found what is shown meanwhile; null when it is this run's own. */
  readonly shown: string | null;
}) {
  const { w, f } = useSpeech();
  const now = useNow(1000);
  const elapsed = run.started_at === null ? null : Math.max(0, (now - Date.parse(run.started_at)) / 1000);
  const remaining = elapsed === null ? null : estimateRemaining(run.progress, elapsed);
  const words = w.file.detail;
  const message = run.state === "queued" ? words.queued : run.state === "cancelling" ? words.cancelling : run.message;
  return (
    <section aria-label={words.progress} className="mb-6 rounded border border-n2 bg-surface px-4 py-3.5">
      <div className="mb-2.5 flex flex-wrap justify-between gap-x-6">
        <p className="font-medium">{message}</p>
        <p className="num text-n4">
          {[
            ...(run.state === "queued" ? [] : [f.progress(run.progress)]),
            ...(run.attempt > 1 ? [words.attempt(run.attempt)] : []),
            ...(elapsed === null ? [] : [words.elapsed(f.duration(Math.max(1, Math.round(elapsed))))]),
            ...(remaining === null ? [] : [words.remaining(f.duration(remaining))]),
          ].join(" · ")}
        </p>
      </div>
      {run.state === "queued" ? null : <ProgressBar value={run.progress} label={`${words.progress}: ${name}`} />}
      {shown === null ? null : <p className="mt-2.5 text-n5">{words.again.underWay(f.dateTime(shown))}</p>}
    </section>
  );
}
