import { useSpeech } from "../i18n/speech.ts";
import type { DataOf } from "./chart-model.ts";

/** One figure, and when it is a part of something, how large a part. */
export function Figure({ data }: { readonly data: DataOf<"figure"> }) {
  const { w, f } = useSpeech();
  const share = data.total === null || data.total === 0 ? null : data.value / data.total;
  const write = (value: number) => (data.format === "percent" ? f.percent(value) : f.number(value));
  return (
    <div className="border-l-2 border-accent py-1 pl-5">
      <p className="num text-2xl font-semibold tracking-tight">{write(data.value)}</p>
      <p className="text-n5">{data.label}</p>
      {share === null || data.total === null ? null : (
        <>
          <div aria-hidden className="mt-3 h-2 max-w-sm overflow-hidden rounded-full bg-n2">
            <div className="h-full bg-series-1" style={{ width: `${Math.min(100, Math.max(0.5, share * 100))}%` }} />
          </div>
          <p className="num mt-1.5 text-sm text-n4">
            {w.chart.ofTotal(write(data.value), write(data.total))} · {f.percent(share)}
          </p>
        </>
      )}
    </div>
  );
}
