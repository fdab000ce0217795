import type { ChartData } from "@caudal/contract/resources/chart.ts";
import type { ChartModel, ChartTable, ChartTools } from "./chart-model.ts";
import { barModel, barTable } from "./options/bar.ts";
import { groupsModel, groupsTable } from "./options/groups.ts";
import { heatmapModel, heatmapTable } from "./options/heatmap.ts";
import { histogramModel, histogramTable } from "./options/histogram.ts";
import { lineModel, lineTable } from "./options/line.ts";
import { scatterModel, scatterTable } from "./options/scatter.ts";

/** Kinds that are drawn; the others are words and figures. */
export type DrawnData = Exclude<ChartData, { chart: "none" | "figure" | "table" }>;

export function buildChart(data: DrawnData, tools: ChartTools): ChartModel {
  switch (data.chart) {
    case "bar":
      return barModel(data, tools);
    case "histogram":
      return histogramModel(data, tools);
    case "line":
      return lineModel(data, tools);
    case "scatter":
      return scatterModel(data, tools);
    case "groups":
      return groupsModel(data, tools);
    case "heatmap":
      return heatmapModel(data, tools);
  }
}

export function tableOf(data: DrawnData, tools: Pick<ChartTools, "w" | "f">): ChartTable {
  switch (data.chart) {
    case "bar":
      return barTable(data, tools);
    case "histogram":
      return histogramTable(data, tools);
    case "line":
      return lineTable(data, tools);
    case "scatter":
      return scatterTable(data);
    case "groups":
      return groupsTable(data, tools);
    case "heatmap":
      return heatmapTable(data);
  }
}

/** Height before anything is drawn, so that nothing jumps when it is. */
export function heightOf(data: DrawnData): number {
  switch (data.chart) {
    case "bar":
      return 44 + (data.bars.length + (data.others === null ? 0 : 1)) * 28;
    case "groups":
      return 70 + data.groups.length * 34;
    case "heatmap":
      return 76 + data.ys.length * 30;
    case "scatter":
      return 280;
    case "histogram":
    case "line":
      return 260;
  }
}
