import type { ChartModel, ChartTable, ChartTools, DataOf } from "../chart-model.ts";
import { axisTitle, exactValue, frame, quietTooltip, levelTitle, timeText, valueAxis } from "../chart-model.ts";

/** Share of the highest value below which a swing is too small to be seen from zero. */
const leastSwing = 0.15;

/** Time runs left to right; where there is no value there is no line. The fit is dashed, its interval a band. */
export function lineModel(data: DataOf<"line">, tools: ChartTools): ChartModel {
  const { palette, f, w } = tools;
  const [lead = palette.ink, second = palette.ink] = palette.series;
  const times = data.points.map((point) => Date.parse(point.at));
  const lone = (index: number) => data.points[index - 1]?.value == null && data.points[index + 1]?.value == null;
  const fitted = data.fit.length === data.points.length && data.fit.length > 0;
  const banded = data.band.length === data.points.length && data.band.length > 0;
  // Where the whole swing would be hardly seen above zero, the axis begins lower than the line instead.
  const highest = Math.max(...data.points.flatMap((point) => point.value ?? []), ...data.band.map((band) => band.high));
  const lowest = Math.min(...data.points.flatMap((point) => point.value ?? []), ...data.band.map((band) => band.low));
  const open = openEnds(data);
  return {
    series: 0,
    height: 260,
    exact: data.points.map((point, index) => ({
      title: timeOf(data, index, tools),
      lines: [
        `${data.value.label}: ${point.value === null ? w.gap : exactValue(point.value, data.value, f)}`,
        ...(fitted && data.fit[index] != null ? [`${w.fit}: ${f.measure(data.fit[index])}`] : []),
        ...(banded
          ? [`${w.band}: ${f.measure(data.band[index]?.low ?? 0)} – ${f.measure(data.band[index]?.high ?? 0)}`]
          : []),
      ],
    })),
    option: {
      ...frame(tools),
      tooltip: {
        ...quietTooltip,
        trigger: "axis",
        axisPointer: { type: "line", lineStyle: { color: palette.others, type: "solid" } },
      },
      title: levelTitle(
        open.length === 0
          ? data.value
          : { ...data.value, label: `${axisTitle(data.value)} · ${w.partialMark}`, unit: "" },
        tools,
      ),
      grid: {
        left: 0,
        right: fitted ? 76 : 16,
        top: 30,
        bottom: 4,
        outerBoundsMode: "same",
        outerBoundsContain: "axisLabel",
      },
      xAxis: {
        type: "time",
        axisLine: { lineStyle: { color: palette.line } },
        axisTick: { show: false },
        splitNumber: 4,
        axisLabel: {
          color: palette.muted,
          // Clear of the lowest figure of the other axis.
          margin: 12,
          hideOverlap: true,
          formatter: (at: number) => timeText(new Date(at).toISOString(), data.time, f),
        },
      },
      yAxis: {
        ...valueAxis(
          data.value,
          tools,
          false,
          data.points.flatMap((point) => point.value ?? []),
        ),
        name: "",
        ...(lowest >= 0
          ? { min: (range: { min: number }) => (highest - lowest >= leastSwing * highest ? 0 : range.min) }
          : {}),
      },
      series: [
        {
          type: "line",
          connectNulls: false,
          data: data.points.map((point, index) => ({
            value: [times[index] ?? 0, point.value],
            symbolSize: lone(index) ? 5 : 0,
          })),
          symbol: "circle",
          showAllSymbol: true,
          lineStyle: { color: lead, width: 2 },
          itemStyle: { color: lead },
          emphasis: { disabled: true },
          z: 3,
        },
        ...open.map(([whole, part]) => ({
          type: "line" as const,
          silent: true,
          // Dashes of the paper over the line, and a hollow point at its end.
          lineStyle: { color: palette.surface, width: 3, type: [4, 4] },
          symbol: "circle",
          showAllSymbol: true,
          itemStyle: { color: palette.surface, borderColor: lead, borderWidth: 1.5 },
          data: [whole, part].map((index) => ({
            value: [times[index] ?? 0, data.points[index]?.value ?? null],
            symbolSize: index === part ? 8 : 0,
          })),
          z: 4,
        })),
        ...(fitted
          ? [
              {
                type: "line" as const,
                data: data.fit.map((value, index) => [times[index] ?? 0, value]),
                symbol: "none",
                silent: true,
                lineStyle: { color: second, width: 1.5, type: "dashed" as const },
                endLabel: { show: true, formatter: w.fit, color: palette.ink, fontSize: 12 },
                z: 2,
              },
            ]
          : []),
        ...(banded
          ? [
              {
                type: "line" as const,
                stack: "band",
                stackStrategy: "all" as const,
                silent: true,
                symbol: "none",
                lineStyle: { opacity: 0 },
                data: data.band.map((band, index) => [times[index] ?? 0, band.low]),
                z: 1,
              },
              {
                type: "line" as const,
                stack: "band",
                stackStrategy: "all" as const,
                silent: true,
                symbol: "none",
                lineStyle: { opacity: 0 },
                areaStyle: { color: second, opacity: 0.18 },
                data: data.band.map((band, index) => [times[index] ?? 0, band.high - band.low]),
                z: 1,
              },
            ]
          : []),
      ],
    },
  };
}

/** Ends that may be covered in part: the place of the nearest whole period, and of the end. */
function openEnds({ points, partial }: DataOf<"line">): readonly (readonly [number, number])[] {
  if (points.length < 3) return [];
  return [
    ...(partial?.first === true ? [[1, 0] as const] : []),
    ...(partial?.last === true ? [[points.length - 2, points.length - 1] as const] : []),
  ];
}

function timeOf(data: DataOf<"line">, index: number, { w, f }: Pick<ChartTools, "w" | "f">): string {
  const text = timeText(data.points[index]?.at ?? "", data.time, f);
  return openEnds(data).some(([, part]) => part === index) ? `${text} (${w.partial})` : text;
}

export function lineTable(data: DataOf<"line">, { w, f }: Pick<ChartTools, "w" | "f">): ChartTable {
  const fitted = data.fit.length > 0;
  const banded = data.band.length > 0;
  return {
    columns: [
      axisTitle(data.time),
      axisTitle(data.value),
      ...(fitted ? [w.fit] : []),
      ...(banded ? [w.bandLow, w.bandHigh] : []),
    ],
    rows: data.points.map((point, index) => [
      timeOf(data, index, { w, f }),
      point.value,
      ...(fitted ? [data.fit[index] ?? null] : []),
      ...(banded ? [data.band[index]?.low ?? null, data.band[index]?.high ?? null] : []),
    ]),
  };
}
