import type { ChartModel, ChartTable, ChartTools, DataOf } from "../chart-model.ts";
import { axisTitle, frame, levelTitle, shorten } from "../chart-model.ts";

/** `values[y][x]`; one ramp, even in lightness; figures in the cells while they fit. */
export function heatmapModel(data: DataOf<"heatmap">, tools: ChartTools): ChartModel {
  const { palette, f, width } = tools;
  const axis = { label: "", unit: "", format: data.format };
  const cells = data.ys.flatMap((_, y) => data.xs.map((__, x) => [x, y, data.values[y]?.[x] ?? 0] as const));
  const all = cells.map(([, , value]) => value);
  const most = Math.max(...all, 0);
  const least = Math.min(...all, 0);
  const write = (value: number) => (axis.format === "percent" ? f.percent(value) : f.compact(value));
  const letters = Math.max(6, Math.floor((width * 0.8) / Math.max(1, data.xs.length) / 7));
  const roomy = (width * 0.72) / Math.max(1, data.xs.length) >= 40;
  const label = { color: palette.muted, interval: 0 as const };
  return {
    series: 0,
    height: 76 + data.ys.length * 30,
    exact: cells.map(([x, y, value]) => ({
      title: `${data.y.label}: ${data.ys[y] ?? ""}`,
      lines: [`${data.x.label}: ${data.xs[x] ?? ""}`, data.format === "percent" ? f.percent(value) : f.number(value)],
    })),
    option: {
      ...frame(tools),
      title: levelTitle(data.y, tools),
      grid: { left: 0, right: 0, top: 28, bottom: 26, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      xAxis: {
        type: "category",
        data: data.xs,
        name: axisTitle(data.x),
        nameLocation: "middle",
        nameGap: 28,
        nameTextStyle: { color: palette.muted },
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...label, interval: "auto", formatter: (text: string) => shorten(text, letters) },
      },
      yAxis: {
        type: "category",
        inverse: true,
        data: data.ys,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...label, formatter: (text: string) => shorten(text, 16) },
      },
      visualMap: { show: false, min: least, max: most, inRange: { color: [palette.rampLow, palette.rampHigh] } },
      series: [
        {
          type: "heatmap",
          data: cells.map(([x, y, value]) => ({
            value: [x, y, value],
            label: { color: value > least + (most - least) * 0.55 ? palette.surface : palette.ink },
          })),
          label: {
            show: roomy,
            fontSize: 11,
            formatter: ({ dataIndex }: { dataIndex: number }) => write(cells[dataIndex]?.[2] ?? 0),
          },
          itemStyle: { borderColor: palette.surface, borderWidth: 2 },
          emphasis: { disabled: true },
        },
      ],
    },
  };
}

export function heatmapTable(data: DataOf<"heatmap">): ChartTable {
  return {
    columns: [`${data.y.label} / ${data.x.label}`, ...data.xs],
    rows: data.ys.map((label, y) => [label, ...data.xs.map((_, x) => data.values[y]?.[x] ?? null)]),
  };
}
