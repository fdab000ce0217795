import { languageOf, type LanguageTag } from "../format/language-tag.ts";
import { wordsTag } from "../format/number-format.ts";
import type { Locale } from "../resources/common.ts";
import { renderRejectReason } from "../messages/reject-reason.ts";
import type { ChartData } from "../resources/chart.ts";
import type { Evidence } from "../resources/insight.ts";
import { showBlanks } from "./show-blanks.ts";

const es = {
  rows: "filas",
  share: "parte de las filas",
  missing: "faltan",
  missing_share: "parte que falta",
  column: "columna",
  value: "valor",
  median: "mediana",
  mean: "promedio",
  high_fence: "límite superior",
  low_fence: "límite inferior",
  spelling: "escritura",
  same_as: "se lee como",
  written_as: "escrito como",
  cumulative_share: "parte acumulada del total",
  categories: "categorías, de mayor a menor",
  weekday: "día de la semana",
  rest: "demás valores",
  read: "leídas",
  rejected: "rechazadas",
  missing_combination: "faltan a la vez",
  number: "número",
  date: "fecha",
  text: "texto",
  line: "línea",
  reason: "motivo",
} as const;

export type ChartWord = keyof typeof es;

const en: { readonly [W in ChartWord]: string } = {
  rows: "rows",
  share: "share of rows",
  missing: "missing",
  missing_share: "share missing",
  column: "column",
  value: "value",
  median: "median",
  mean: "mean",
  high_fence: "upper limit",
  low_fence: "lower limit",
  spelling: "spelling",
  same_as: "reads as",
  written_as: "written as",
  cumulative_share: "cumulative share of the total",
  categories: "categories, largest first",
  weekday: "day of the week",
  rest: "other values",
  read: "read",
  rejected: "rejected",
  missing_combination: "missing together",
  number: "number",
  date: "date",
  text: "text",
  line: "line",
  reason: "reason",
};

const words: { readonly [L in Locale]: { readonly [W in ChartWord]: string } } = { es, en };

/** The chart with its "@" labels in the reader's language; "@weekday 3" is the name of a day. What a file wrote stays as it is. */
export function localizeChart(data: ChartData, tag: LanguageTag): ChartData {
  const say = (label: string) => writeLabel(label, tag);
  const named = <A extends { label: string }>(of: A): A => ({ ...of, label: say(of.label) });
  // What stands alone over an axis or a column begins with a capital; a column's own name stays as its file writes it.
  const title = (label: string) => (label.startsWith("@") ? capitalize(say(label)) : label);
  const axis = <A extends { label: string }>(of: A): A => ({ ...of, label: title(of.label) });
  switch (data.chart) {
    case "none":
      return data;
    case "figure":
      return named(data);
    case "bar":
      return { ...data, category: axis(data.category), value: axis(data.value), bars: data.bars.map(named) };
    case "histogram":
      return { ...data, value: axis(data.value), marks: data.marks.map(named) };
    case "line":
      return { ...data, time: axis(data.time), value: axis(data.value) };
    case "scatter":
      return { ...data, x: axis(data.x), y: axis(data.y) };
    case "groups":
      return { ...data, category: axis(data.category), value: axis(data.value) };
    case "heatmap":
      return { ...data, x: axis(data.x), y: axis(data.y), xs: data.xs.map(say) };
    case "table": {
      // Spellings may differ by blanks alone: a page would not show them.
      const spelling = data.columns.indexOf("@spelling");
      const rows = data.rows.map((row) =>
        row.map((cell, i) => (i === spelling && typeof cell === "string" ? showBlanks(cell) : cell)),
      );
      return { ...data, columns: data.columns.map(title), rows };
    }
  }
}

/** The evidence with its "@" headings and the reasons below "@reason" in the reader's language. */
export function localizeEvidence(evidence: Evidence, tag: LanguageTag): Evidence {
  const { rows } = evidence;
  const place = rows?.columns.indexOf("@reason") ?? -1;
  if (rows == null || place < 0) return evidence;
  const column = rows.columns.indexOf("@column");
  return {
    ...evidence,
    rows: {
      ...rows,
      columns: rows.columns.map((label) => capitalize(writeLabel(label, tag))),
      rows: rows.rows.map((row) =>
        row.map((cell, i) => (i === place ? renderRejectReason(cell ?? "", row[column] ?? null, tag) : cell)),
      ),
    },
  };
}

function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function writeLabel(label: string, tag: LanguageTag): string {
  if (!label.startsWith("@")) return label;
  const day = /^@weekday ([1-7])$/.exec(label)?.[1];
  if (day !== undefined) {
    return new Intl.DateTimeFormat(wordsTag(tag), { weekday: "long", timeZone: "UTC" }).format(
      Date.UTC(2024, 0, Number(day)),
    );
  }
  const word = label.slice(1);
  return isChartWord(word) ? words[languageOf(tag)][word] : label;
}

function isChartWord(word: string): word is ChartWord {
  return Object.hasOwn(es, word);
}
