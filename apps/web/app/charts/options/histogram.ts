import type { CustomSeriesRenderItem } from "echarts";
import type { ChartModel, ChartTable, ChartTools, DataOf } from "../chart-model.ts";
import { axisTitle, exactValue, fontFamily, frame, levelTitle, valueAxis } from "../chart-model.ts";

/** Bars stand where their bins begin and end on a true axis; marks (a median, a limit) are dashed lines with their names. */
export function histogramModel(data: DataOf<"histogram">, tools: ChartTools): ChartModel {
  const { palette, f, w } = tools;
  const [lead = palette.ink] = palette.series;
  const middle = ((data.bins[0]?.from ?? 0) + (data.bins.at(-1)?.to ?? 1)) / 2;
  const counts = { label: w.rows, unit: "", format: "number" as const };
  const outside = beyondOf(data);
  const renderItem: CustomSeriesRenderItem = (params, context) => {
    const far = outside[params.dataIndex - data.bins.length];
    if (far !== undefined) {
      const [edge = 0, floor = 0] = context.coord([far.edge, 0]);
      const inward = far.high ? -1 : 1;
      const text = w.beyond(far.count, exactValue(far.farthest, data.value, f));
      return {
        type: "group",
        children: [
          {
            type: "circle",
            shape: { cx: edge + 6 * inward, cy: floor - 7, r: 4 },
            style: { fill: palette.surface, stroke: palette.ink, lineWidth: 1.5 },
          },
          {
            type: "text",
            style: {
              x: edge + 2 * inward,
              y: floor - 16,
              text: far.high ? `${text} →` : `← ${text}`,
              align: far.high ? "right" : "left",
              verticalAlign: "bottom",
              fill: palette.ink,
              stroke: palette.surface,
              lineWidth: 3,
              fontSize: 12,
              fontFamily,
            },
          },
        ],
      };
    }
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
    exact: [...data.bins, ...outside].map((bin) => ({
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
          data: [
            ...data.bins.map((bin) => [bin.from, bin.to, bin.count]),
            ...outside.map(({ edge }) => [edge, edge, 0]),
          ],
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
    rows: [...data.bins, ...beyondOf(data)]
      .toSorted((a, b) => a.from - b.from)
      .map((bin) => [bin.from, bin.to, bin.count]),
  };
}

/** What lies outside the bins: drawn at the edge with its farthest value, because an axis that reached it would flatten the rest. */
function beyondOf({ bins, beyond }: DataOf<"histogram">) {
  const [first, last] = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1];
  const { low, high } = beyond ?? {};
  return [
    ...(low === undefined ? [] : [{ ...low, high: false, edge: first, from: low.farthest, to: first }]),
    ...(high === undefined ? [] : [{ ...high, high: true, edge: last, from: last, to: high.farthest }]),
  ];
}
