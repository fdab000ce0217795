import { useEffect, useId, useMemo, useRef, useState } from "react";
import type { KeyboardEvent } from "react";
import { useSpeech } from "../i18n/speech.ts";
import { useTheme } from "../ui/theme.ts";
import { buildChart } from "./build-chart.ts";
import type { DrawnData } from "./build-chart.ts";
import type { ExactPoint } from "./chart-model.ts";
import { draw } from "./engine.ts";
import type { Drawing } from "./engine.ts";
import { readPalette } from "./palette.ts";

/** Draws, follows theme and width, and tells exact values to pointer, keyboard and ear. */
export function ChartCanvas({ data, title }: { readonly data: DrawnData; readonly title: string }) {
  const { w, f } = useSpeech();
  const theme = useTheme().shown;
  const place = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const [width, setWidth] = useState(0);
  const [at, setAt] = useState<number | null>(null);
  const id = useId();
  const model = useMemo(
    () => (width === 0 ? null : buildChart(data, { palette: readPalette(theme), f, w: w.chart, width })),
    [data, f, w, width, theme],
  );

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(Math.round(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (model === null || place.current === null) return;
    const chart = (drawing.current ??= draw(place.current));
    chart.resize({ width, height: model.height });
    const exact = model.exact;
    const tooltip = Array.isArray(model.option.tooltip) ? model.option.tooltip[0] : model.option.tooltip;
    chart.setOption(
      {
        ...model.option,
        tooltip: {
          ...tooltip,
          formatter: (shown: unknown) => tooltipElement(exact[indexOf(shown, model.series)]),
        },
      },
      { notMerge: true },
    );
  }, [model, width]);

  useEffect(
    () => () => {
      drawing.current?.dispose();
      drawing.current = null;
    },
    [],
  );

  const show = (index: number | null) => {
    setAt(index);
    if (index === null || model === null) drawing.current?.dispatchAction({ type: "hideTip" });
    else drawing.current?.dispatchAction({ type: "showTip", seriesIndex: model.series, dataIndex: index });
  };
  const onKey = (event: KeyboardEvent) => {
    const count = model?.exact.length ?? 0;
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: (at ?? -1) + 1,
      ArrowDown: (at ?? -1) + 1,
      ArrowLeft: (at ?? count) - 1,
      ArrowUp: (at ?? count) - 1,
      Home: 0,
      End: count - 1,
    };
    const next = steps[event.key];
    if (event.key === "Escape") show(null);
    if (next === undefined || count === 0) return;
    event.preventDefault();
    show((next + count) % count);
  };
  const told = at === null ? undefined : model?.exact[at];
  return (
    <>
      <div
        ref={place}
        role="application"
        aria-label={title}
        aria-describedby={id}
        tabIndex={0}
        onKeyDown={onKey}
        onBlur={() => show(null)}
        style={{ height: model?.height }}
        className="w-full"
      />
      <p id={id} className="sr-only">
        {w.chart.keys}
      </p>
      <p aria-live="polite" className="sr-only">
        {told === undefined ? "" : [told.title, ...told.lines].join(", ")}
      </p>
    </>
  );
}

/** The renderer gives one mark, or those of all series at one place. */
function indexOf(shown: unknown, series: number): number {
  const marks = (Array.isArray(shown) ? shown : [shown]) as readonly {
    readonly seriesIndex?: number;
    readonly dataIndex?: number;
  }[];
  return (marks.find((mark) => mark.seriesIndex === series) ?? marks[0])?.dataIndex ?? 0;
}

/** An element and not markup: names come from people's files. */
function tooltipElement(point: ExactPoint | undefined): HTMLElement {
  const box = document.createElement("div");
  if (point === undefined) return box;
  box.className = "num rounded border border-n2 bg-surface px-3 py-2 text-sm text-ink shadow-float";
  for (const [index, text] of [point.title, ...point.lines].entries()) {
    const line = document.createElement("div");
    line.className = index === 0 ? "font-medium" : "text-n5";
    line.textContent = text;
    box.append(line);
  }
  return box;
}
