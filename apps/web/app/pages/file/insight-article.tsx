import { ArrowRight, ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import type { ColumnProfile } from "@caudal/contract/resources/reading.ts";
import type { Insight } from "@caudal/contract/resources/insight.ts";
import { ChartView } from "../../charts/chart-view.tsx";
import { useSpeech } from "../../i18n/speech.ts";
import { EvidencePanel } from "./evidence-panel.tsx";
import { Sureness } from "./sureness.tsx";

/** What is shown of an insight, whoever's it is. */
export type ReadInsight = Omit<Insight, "file_id" | "user_id">;

/** The sentence, the chart that proves it, how sure, what to do, and how one knows. */
export function InsightArticle({
  insight,
  columns,
  similar = [],
  nested = false,
}: {
  readonly insight: ReadInsight;
  /** Of its file: how the evidence's cells are written. */
  readonly columns: readonly ColumnProfile[];
  readonly similar?: readonly ReadInsight[];
  readonly nested?: boolean;
}) {
  const { w } = useSpeech();
  const title = useId();
  const [unfolded, setUnfolded] = useState(false);
  const [asked, setAsked] = useState(false);
  const Heading = nested ? "h3" : "h2";
  return (
    <article id={insight.id} aria-labelledby={title} className="scroll-mt-20 py-8">
      <div className={insight.data.chart === "none" ? "" : "grid gap-x-12 gap-y-6 lg:grid-cols-[5fr_6fr]"}>
        <div className="min-w-0">
          {nested ? null : <p className="mb-1.5 text-sm text-n4">{w.file.insight.types[insight.type]}</p>}
          <Heading id={title} className={`${nested ? "text-md" : "text-lg"} font-semibold text-pretty`}>
            {insight.title}
          </Heading>
          <p className="measure mt-2 text-n5">{insight.description}</p>
          {insight.action === "" ? null : (
            <p className="measure mt-4 flex gap-2.5">
              <ArrowRight size={16} aria-hidden className="mt-0.5 shrink-0 text-accent" />
              <span>
                <span className="sr-only">{w.file.insight.todo}: </span>
                {insight.action}
              </span>
            </p>
          )}
          <p className="mt-4 text-sm text-n4">
            <Sureness insight={insight} />
          </p>
          <div className="mt-4 flex flex-wrap gap-x-6 gap-y-2 touch:mt-1 touch:gap-y-0">
            <button
              type="button"
              aria-expanded={asked}
              onClick={() => setAsked(!asked)}
              className="inline-flex touch:h-11 items-center gap-1.5 text-accent underline-offset-3 hover:underline"
            >
              <ChevronRight size={15} aria-hidden className={`transition-transform ${asked ? "rotate-90" : ""}`} />
              {w.file.insight.how}
              <span className="sr-only"> {insight.title}</span>
            </button>
            {similar.length === 0 ? null : (
              <button
                type="button"
                aria-expanded={unfolded}
                onClick={() => setUnfolded(!unfolded)}
                className="inline-flex touch:h-11 items-center gap-1.5 text-n5 hover:text-ink"
              >
                <ChevronRight size={15} aria-hidden className={`transition-transform ${unfolded ? "rotate-90" : ""}`} />
                {w.file.insight.similar(similar.length)}
              </button>
            )}
          </div>
        </div>
        {insight.data.chart === "none" ? null : (
          <div className="min-w-0">
            <ChartView data={insight.data} title={insight.title} />
          </div>
        )}
      </div>
      {asked ? <EvidencePanel insight={insight} columns={columns} /> : null}
      {unfolded ? (
        <div className="appear mt-6 divide-y divide-n2 border-l-2 border-n2 pl-5">
          {similar.map((one) => (
            <InsightArticle key={one.id} insight={one} columns={columns} nested />
          ))}
        </div>
      ) : null}
    </article>
  );
}
