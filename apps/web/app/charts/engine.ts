import { BarChart, BoxplotChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import {
  GridComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import type { EChartsType } from "echarts/core";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";
import type { ChartModel } from "./chart-model.ts";

use([
  BarChart,
  BoxplotChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
  GridComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
  SVGRenderer,
  CanvasRenderer,
]);

export type Drawing = EChartsType;

export function draw(element: HTMLElement): Drawing {
  return init(element, null, { renderer: "svg" });
}

/** The chart as a picture of its own, on paper of its own, twice as fine as the screen. */
export function drawPicture(model: ChartModel, width: number, paper: string): string {
  const element = document.createElement("div");
  const chart = init(element, null, { renderer: "canvas", width, height: model.height, devicePixelRatio: 2 });
  try {
    chart.setOption(model.option);
    return chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: paper });
  } finally {
    chart.dispose();
  }
}

export function drawVector(model: ChartModel, width: number, paper: string): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height: model.height });
  try {
    chart.setOption({ ...model.option, backgroundColor: paper });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
