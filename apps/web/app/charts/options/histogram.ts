import type { CustomSeriesRenderItem } from "echarts";
import type { ChartModel, ChartTable, ChartTools, DataOf } from "../chart-model.ts";
import { axisTitle, exactValue, frame, levelTitle, valueAxis } from "../chart-model.ts";

/** Bars stand where their bins begin and end on a true axis; marks (a median, a limit) are dashed lines with their names. */
export function histogramModel(data: DataOf<"histogram">, tools: ChartTools): ChartModel {
  const { palette, f, w } = tools;
  const [lead = palette.ink] = palette.series;
  const middle = ((data.bins[0]?.from ?? 0) + (data.bins.at(-1)?.to ?? 1)) / 2;
  const counts = { label: w.rows, unit: "", format: "number" as const };
  const renderItem: CustomSeriesRenderItem = (_params, context) => {
    const [left = 0, top = 0] = context.coord([context.value(0), context.value(2)]);
    const [right = 0, base = 0] = context.coord([context.value(1), 0]);
    return {
      type: "rect",
      shape: { x: left + 0.5, y: top, width: Math.max(1, right - left - 1), height: base - top },
      style: { fill: lead },
    };
  };
  return {
    series: 0,
    height: 260,
    exact: data.bins.map((bin) => ({
      title: `${exactValue(bin.from, data.value, f)} – ${exactValue(bin.to, data.value, f)}`,
      lines: [`${w.rows}: ${f.number(bin.count)}`],
    })),
    option: {
      ...frame(tools),
      title: levelTitle(counts, tools),
      grid: {
        left: 0,
        right: 12,
        top: data.marks.length > 0 ? 44 : 28,
        bottom: 26,
        outerBoundsMode: "same",
        outerBoundsContain: "axisLabel",
      },
      xAxis: {
        ...valueAxis(
          data.value,
          tools,
          false,
          data.bins.flatMap((bin) => [bin.from, bin.to]),
        ),
        splitLine: { show: false },
        min: data.bins[0]?.from ?? 0,
        max: data.bins.at(-1)?.to ?? 1,
      },
      yAxis: {
        ...valueAxis(
          counts,
          tools,
          true,
          data.bins.map((bin) => bin.count),
        ),
        name: "",
      },
      series: [
        {
          type: "custom",
          renderItem,
          clip: true,
          encode: { x: [0, 1], y: 2 },
          data: data.bins.map((bin) => [bin.from, bin.to, bin.count]),
          markLine: {
            silent: true,
            symbol: "none",
            lineStyle: { color: palette.ink, type: "dashed", width: 1 },
            label: { color: palette.ink, fontSize: 12, formatter: ({ name }: { name: string }) => name },
            data: data.marks.map((mark) => ({
              name: mark.label,
              xAxis: mark.value,
              // The name stands beside the top of its line, towards the middle, where it covers no figure of an axis.
              label: { align: mark.value < middle ? ("left" as const) : ("right" as const) },
            })),
          },
        },
      ],
    },
  };
}

export function histogramTable(data: DataOf<"histogram">, { w }: Pick<ChartTools, "w">): ChartTable {
  const title = axisTitle(data.value);
  return {
    columns: [`${title}, ${w.from.toLowerCase()}`, `${title}, ${w.to.toLowerCase()}`, w.rows],
    rows: data.bins.map((bin) => [bin.from, bin.to, bin.count]),
  };
}
