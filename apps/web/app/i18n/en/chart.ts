import type { Words } from "../es/words.ts";
import type { Format } from "../format.ts";

export function chartWords(f: Format): Words["chart"] {
  return {
    chart: "Chart",
    table: "Table",
    view: "View as",
    menu: "Download chart",
    png: "Download PNG",
    svg: "Download SVG",
    csv: "Download CSV",
    keys: "Use the arrow keys to read each value.",
    others: (count) => `others (${f.number(count)})`,
    offScale: (figure) => `${figure} (off the scale)`,
    rows: "Rows",
    from: "From",
    to: "To",
    fit: "Trend",
    bandLow: "Interval, from",
    bandHigh: "Interval, to",
    band: "Interval",
    sampled: "Sample of the rows",
    gap: "no data",
    partial: "may be incomplete",
    partialMark: "hollow point: may be incomplete",
    beyond: (count, farthest) => (count === 1 ? farthest : `${f.number(count)} rows, as far as ${farthest}`),
    median: "Median",
    low: "Lower limit",
    high: "Upper limit",
    q1: "First quartile",
    q3: "Third quartile",
    count: "Rows",
    ofTotal: (value, total) => `${value} of ${total}`,
    loading: "Preparing the chart…",
  };
}
