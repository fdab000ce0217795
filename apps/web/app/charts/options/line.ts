import type { ChartModel, ChartTable, ChartTools, DataOf } from "../chart-model.ts";
import { axisTitle, exactValue, frame, quietTooltip, levelTitle, timeText, valueAxis } from "../chart-model.ts";

/** Time runs left to right; where there is no value there is no line. The fit is dashed, its interval a band. */
export function lineModel(data: DataOf<"line">, tools: ChartTools): ChartModel {
  const { palette, f, w } = tools;
  const [lead = palette.ink, second = palette.ink] = palette.series;
  const times = data.points.map((point) => Date.parse(point.at));
  const lone = (index: number) => data.points[index - 1]?.value == null && data.points[index + 1]?.value == null;
  const fitted = data.fit.length === data.points.length && data.fit.length > 0;
  const banded = data.band.length === data.points.length && data.band.length > 0;
  const lowest = Math.min(...data.points.flatMap((point) => point.value ?? []), ...data.band.map((band) => band.low));
  return {
    series: 0,
    height: 260,
    exact: data.points.map((point, index) => ({
      title: timeText(point.at, data.time, f),
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
      title: levelTitle(data.value, tools),
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
          ? { min: (range: { min: number; max: number }) => (range.min < range.max * 0.4 ? 0 : range.min) }
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
      timeText(point.at, data.time, f),
      point.value,
      ...(fitted ? [data.fit[index] ?? null] : []),
      ...(banded ? [data.band[index]?.low ?? null, data.band[index]?.high ?? null] : []),
    ]),
  };
}
