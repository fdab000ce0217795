import type { ChartModel, ChartTable, ChartTools, DataOf } from "../chart-model.ts";
import { axisTitle, exactValue, frame, levelTitle, valueAxis } from "../chart-model.ts";

export function scatterModel(data: DataOf<"scatter">, tools: ChartTools): ChartModel {
  const { palette, f, w } = tools;
  const [lead = palette.ink, second = palette.ink] = palette.series;
  const xs = data.points.map(([x]) => x);
  const ends = xs.length === 0 ? [] : [Math.min(...xs), Math.max(...xs)];
  return {
    series: 0,
    height: 280,
    exact: data.points.map(([x, y]) => ({
      title: `${data.x.label}: ${exactValue(x, data.x, f)}`,
      lines: [`${data.y.label}: ${exactValue(y, data.y, f)}`, ...(data.sampled ? [w.sampled] : [])],
    })),
    option: {
      ...frame(tools),
      title: levelTitle(data.y, tools),
      grid: { left: 0, right: 16, top: 30, bottom: 26, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      xAxis: {
        ...valueAxis(data.x, tools, false, xs),
        splitLine: { show: false },
        axisLine: { show: true, lineStyle: { color: palette.line } },
      },
      yAxis: {
        ...valueAxis(
          data.y,
          tools,
          false,
          data.points.map(([, y]) => y),
        ),
        name: "",
      },
      series: [
        {
          type: "scatter",
          data: data.points.map(([x, y]) => [x, y]),
          symbolSize: 6,
          itemStyle: { color: lead, opacity: data.points.length > 300 ? 0.45 : 0.75 },
          emphasis: { disabled: true },
        },
        ...(data.fit === null
          ? []
          : [
              {
                type: "line" as const,
                silent: true,
                symbol: "none",
                lineStyle: { color: second, width: 2, type: "dashed" as const },
                data: ends.map((x) => [x, (data.fit?.slope ?? 0) * x + (data.fit?.intercept ?? 0)]),
              },
            ]),
      ],
    },
  };
}

export function scatterTable(data: DataOf<"scatter">): ChartTable {
  return { columns: [axisTitle(data.x), axisTitle(data.y)], rows: data.points.map(([x, y]) => [x, y]) };
}
