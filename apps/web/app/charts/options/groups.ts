import type { ChartModel, ChartTable, ChartTools, DataOf } from "../chart-model.ts";
import { axisTitle, exactValue, frame, levelTitle, shorten, valueAxis } from "../chart-model.ts";

/** One box a group: the middle half of its rows, the median as a line, whiskers to the limits. */
export function groupsModel(data: DataOf<"groups">, tools: ChartTools): ChartModel {
  const { palette, f, w, width } = tools;
  const [lead = palette.ink] = palette.series;
  const letters = Math.max(8, Math.floor((width * 0.3) / 6.6));
  return {
    series: 0,
    height: 70 + data.groups.length * 34,
    exact: data.groups.map((group) => ({
      title: group.label,
      lines: [
        `${w.median}: ${exactValue(group.median, data.value, f)}`,
        `${w.q1} – ${w.q3.toLowerCase()}: ${f.measure(group.q1)} – ${f.measure(group.q3)}`,
        `${w.low} – ${w.high.toLowerCase()}: ${f.measure(group.low)} – ${f.measure(group.high)}`,
        `${w.count}: ${f.number(group.count)}`,
      ],
    })),
    option: {
      ...frame(tools),
      title: levelTitle(data.category, tools),
      grid: { left: 0, right: 16, top: 26, bottom: 26, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      xAxis: valueAxis(
        data.value,
        tools,
        false,
        data.groups.flatMap((group) => [group.low, group.high]),
      ),
      yAxis: {
        type: "category",
        inverse: true,
        data: data.groups.map((group) => group.label),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: palette.ink, interval: 0, formatter: (label: string) => shorten(label, letters) },
      },
      series: [
        {
          type: "boxplot",
          data: data.groups.map((group) => [group.low, group.q1, group.median, group.q3, group.high]),
          boxWidth: [10, 18],
          itemStyle: { color: palette.rampLow, borderColor: lead, borderWidth: 1.5 },
          emphasis: { disabled: true },
        },
      ],
    },
  };
}

export function groupsTable(data: DataOf<"groups">, { w }: Pick<ChartTools, "w">): ChartTable {
  return {
    columns: [axisTitle(data.category), w.count, w.low, w.q1, w.median, w.q3, w.high],
    rows: data.groups.map((group) => [
      group.label,
      group.count,
      group.low,
      group.q1,
      group.median,
      group.q3,
      group.high,
    ]),
  };
}
