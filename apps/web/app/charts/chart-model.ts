import type { EChartsOption } from "echarts";
import type { z } from "zod";
import type { Axis, ChartData } from "@caudal/contract/resources/chart.ts";
import type { Format } from "../i18n/format.ts";
import type { Words } from "../i18n/es/words.ts";
import type { Palette } from "./palette.ts";

export type Cell = string | number | null;
/** Exact value of one mark, as the tooltip and the keyboard tell it. */
export type ExactPoint = { readonly title: string; readonly lines: readonly string[] };

/** What a chart is drawn from: an option for the renderer, the exact values in the order of `series`' data, its height in px. */
export type ChartModel = {
  readonly option: EChartsOption;
  readonly series: number;
  readonly exact: readonly ExactPoint[];
  readonly height: number;
};

export type ChartTable = { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] };

export type ChartTools = {
  readonly palette: Palette;
  readonly f: Format;
  readonly w: Words["chart"];
  /** Width in px that it is drawn in. */ readonly width: number;
};

export type DataOf<K extends ChartData["chart"]> = Extract<ChartData, { chart: K }>;
export type AxisInfo = z.infer<typeof Axis>;

export const fontFamily = '"Inter Variable", ui-sans-serif, system-ui, sans-serif';

/** Title of an axis with its unit: «Ventas (USD)». */
export function axisTitle(axis: AxisInfo): string {
  return axis.unit === "" ? axis.label : `${axis.label} (${axis.unit})`;
}

/** A value with all its digits and its unit. */
export function exactValue(value: number, axis: AxisInfo, f: Format): string {
  if (axis.format === "percent") return f.percent(value);
  return axis.unit === "" ? f.number(value) : `${f.number(value)} ${axis.unit}`;
}

/** A value short enough for an axis or a label. */
export function shortValue(value: number, axis: AxisInfo, f: Format): string {
  return axis.format === "percent" ? f.percent(value) : f.compact(value);
}

export function timeText(at: string, axis: AxisInfo, f: Format): string {
  return axis.format === "month" ? f.month(at) : f.utcDate(at);
}

/** A tooltip without a look of its own: the page gives it one. */
export const quietTooltip = {
  trigger: "item" as const,
  confine: true,
  backgroundColor: "transparent",
  borderWidth: 0,
  padding: 0,
  extraCssText: "box-shadow:none",
  transitionDuration: 0,
};

/** Parts that all charts share: no movement, the page's type, quiet axes. */
export function frame({ palette }: ChartTools): EChartsOption {
  return {
    animation: false,
    textStyle: { fontFamily, fontSize: 12, color: palette.muted },
    tooltip: quietTooltip,
  };
}

/** `values` are what is drawn along it: all its figures are written alike, in the unit that suits the largest. */
export function valueAxis(axis: AxisInfo, { palette, f }: ChartTools, zero: boolean, values: readonly number[]) {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const write = (value: number) =>
    axis.format === "percent" ? f.percent(value) : largest >= 100_000 ? f.short(value) : f.compact(value);
  return {
    type: "value" as const,
    name: axisTitle(axis),
    nameLocation: "middle" as const,
    nameGap: 30,
    nameTextStyle: { color: palette.muted },
    scale: !zero,
    splitNumber: 4,
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: palette.line } },
    axisLabel: { color: palette.muted, formatter: write, hideOverlap: true },
  };
}

/** Title of a vertical axis: written level over it, because nobody reads with the head tilted. */
export function levelTitle(axis: AxisInfo, { palette }: ChartTools) {
  return {
    text: axisTitle(axis),
    left: 0,
    top: 0,
    textStyle: { fontFamily, fontSize: 12, fontWeight: "normal" as const, color: palette.muted },
  };
}

export function shorten(text: string, most: number): string {
  return [...text].length <= most ? text : `${[...text].slice(0, most - 1).join("")}…`;
}
