import type { ChartModel, ChartTable, ChartTools, DataOf } from "../chart-model.ts";
import { axisTitle, exactValue, frame, levelTitle, shortValue, shorten, valueAxis } from "../chart-model.ts";

/** Bars lie down, so that names are read without tilting; they start at zero; the figure stands at the end of each. */
export function barModel(data: DataOf<"bar">, tools: ChartTools): ChartModel {
  const { palette, f, w, width } = tools;
  const singled = data.bars.some((bar) => bar.highlight);
  const [lead = palette.ink] = palette.series;
  const bars = [
    ...data.bars.map((bar) => ({
      label: bar.label,
      value: bar.value,
      colour: singled && !bar.highlight ? palette.others : lead,
    })),
    ...(data.others === null
      ? []
      : [{ label: w.others(data.others.count), value: data.others.value, colour: palette.others }]),
  ];
  // A rest that dwarfs every bar would flatten what the chart is for: it is told in figures instead of drawn.
  const largest = Math.max(...data.bars.map((bar) => Math.abs(bar.value)), 0);
  const dwarfing = data.others !== null && largest > 0 && Math.abs(data.others.value) > 3 * largest;
  const drawn = bars.map((bar, index) => (dwarfing && index === data.bars.length ? 0 : bar.value));
  const write = (index: number) => {
    const figure = shortValue(bars[index]?.value ?? 0, data.value, f);
    return dwarfing && index === data.bars.length ? w.offScale(figure) : figure;
  };
  const letters = Math.max(8, Math.floor((width * 0.34) / 6.6));
  return {
    series: 0,
    height: 44 + bars.length * 28,
    exact: bars.map((bar) => ({
      title: bar.label,
      lines: [`${data.value.label}: ${exactValue(bar.value, data.value, f)}`],
    })),
    option: {
      ...frame(tools),
      title: levelTitle({ ...data.value, label: data.value.label }, tools),
      grid: { left: 0, right: 64, top: 28, bottom: 0, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      xAxis: {
        ...valueAxis(data.value, tools, true, drawn),
        name: "",
        axisLabel: { show: false },
        splitLine: { show: false },
      },
      yAxis: {
        type: "category",
        inverse: true,
        data: bars.map((bar) => bar.label),
        axisLine: { lineStyle: { color: palette.line } },
        axisTick: { show: false },
        axisLabel: { color: palette.ink, formatter: (label: string) => shorten(label, letters), interval: 0 },
      },
      series: [
        {
          type: "bar",
          barWidth: 16,
          data: bars.map((bar, index) => ({ value: drawn[index] ?? 0, itemStyle: { color: bar.colour } })),
          label: {
            show: true,
            position: "right",
            color: palette.ink,
            fontSize: 12,
            formatter: ({ dataIndex }: { dataIndex: number }) => write(dataIndex),
          },
          emphasis: { disabled: true },
        },
      ],
    },
  };
}

export function barTable(data: DataOf<"bar">, { w }: Pick<ChartTools, "w">): ChartTable {
  return {
    columns: [axisTitle(data.category), axisTitle(data.value)],
    rows: [
      ...data.bars.map((bar) => [bar.label, bar.value]),
      ...(data.others === null ? [] : [[w.others(data.others.count), data.others.value]]),
    ],
  };
}
