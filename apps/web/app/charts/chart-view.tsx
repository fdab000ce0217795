import { lazy, Suspense, useState } from "react";
import type { ChartData } from "@caudal/contract/resources/chart.ts";
import { useSpeech } from "../i18n/speech.ts";
import { SimpleTable } from "../table/simple-table.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { useNear } from "../ui/use-near.ts";
import { heightOf, tableOf } from "./build-chart.ts";
import type { DrawnData } from "./build-chart.ts";
import { DownloadMenu } from "./download-menu.tsx";
import { Figure } from "./figure.tsx";

const ChartCanvas = lazy(async () => ({ default: (await import("./chart-canvas.tsx")).ChartCanvas }));

/** Any chart of the contract. `title` is the sentence that it proves. */
export function ChartView({ data, title }: { readonly data: ChartData; readonly title: string }) {
  if (data.chart === "none") return null;
  if (data.chart === "figure") return <Figure data={data} />;
  if (data.chart === "table")
    return <SimpleTable label={title} columns={data.columns.map((name) => ({ name }))} rows={data.rows} />;
  return <Drawn data={data} title={title} />;
}

function Drawn({ data, title }: { readonly data: DrawnData; readonly title: string }) {
  const { w, f } = useSpeech();
  const [view, setView] = useState<"chart" | "table">("chart");
  const [place, near] = useNear();
  const height = heightOf(data);
  const table = view === "table" ? tableOf(data, { w: w.chart, f }) : null;
  return (
    <figure ref={place} className="min-w-0">
      {table === null ? (
        <div style={{ minHeight: height }}>
          {near ? (
            <Suspense fallback={<Blank height={height} />}>
              <ChartCanvas data={data} title={title} />
            </Suspense>
          ) : (
            <Blank height={height} />
          )}
        </div>
      ) : (
        <SimpleTable label={title} columns={table.columns.map((name) => ({ name }))} rows={table.rows} />
      )}
      <figcaption className="mt-3 flex items-center justify-between gap-2">
        <Segmented
          label={w.chart.view}
          value={view}
          onChange={setView}
          options={[
            { value: "chart", text: w.chart.chart },
            { value: "table", text: w.chart.table },
          ]}
        />
        <DownloadMenu data={data} title={title} />
      </figcaption>
    </figure>
  );
}

function Blank({ height }: { readonly height: number }) {
  return (
    <div style={{ height }}>
      <Skeleton className="h-full w-full opacity-60" />
    </div>
  );
}
