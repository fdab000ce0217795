import type { Insight } from "@caudal/contract/resources/insight.ts";
import { useSpeech } from "../../i18n/speech.ts";
import { surenessOf } from "./sureness-level.ts";

/** How sure, in words, with the number behind it and, unless brief, why. */
export function Sureness({
  insight,
  brief = false,
}: {
  readonly insight: Pick<Insight, "confidence_score" | "confidence">;
  readonly brief?: boolean;
}) {
  const { w, f } = useSpeech();
  const level = surenessOf(insight.confidence_score);
  return (
    <span className="inline-flex items-baseline gap-1.5">
      <Dots filled={{ certain: 4, veryLikely: 3, likely: 2, hint: 1 }[level]} />
      <span>
        <span className={brief ? "" : "font-medium text-ink"}>{w.file.insight.sure[level]}</span>
        <span className="num">
          {" · "}
          {f.certainty(insight.confidence_score, insight.confidence.formula !== "one_minus_q")}
        </span>
        {brief ? null : <span>, {w.file.insight.why[insight.confidence.formula]}</span>}
      </span>
    </span>
  );
}

function Dots({ filled }: { readonly filled: number }) {
  return (
    <svg viewBox="0 0 34 8" aria-hidden className="mt-1.5 h-2 w-8.5 shrink-0 self-start text-accent">
      {[0, 1, 2, 3].map((index) => (
        <circle
          key={index}
          cx={4 + index * 8.6}
          cy={4}
          r={2.9}
          stroke="currentColor"
          fill={index < filled ? "currentColor" : "none"}
        />
      ))}
    </svg>
  );
}
