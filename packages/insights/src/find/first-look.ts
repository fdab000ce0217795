import { axis, state, type Finder, type Known } from "../finder.ts";
import type { Finding } from "../finding.ts";
import { ofShare } from "../importance.ts";

/** Columns with gaps that get a sentence of their own; more of them share one. */
const mostAlone = 3;
const manyZeros = 0.3;
/** Rejected rows that are shown, and how many characters of each. */
const mostRejects = 10;
const rejectLength = 200;

/** What one pass shows: rejected rows, missing values, empty and constant columns, zeros. */
export const firstLook: Finder = { wave: 1, plan: () => [], find: findFirst };

function findFirst(known: Known): readonly Finding[] {
  return [
    ...rejectedRows(known),
    ...missingValues(known),
    ...emptyColumns(known),
    ...constantColumns(known),
    ...zeros(known),
  ];
}

function rejectedRows(known: Known): readonly Finding[] {
  const { rows, rejected } = known.table;
  if (rejected === 0) return [];
  const share = rejected / (rows + rejected);
  const params = { rejected, rows, share };
  return [
    state(known, {
      key: "rejected_rows",
      params,
      columns: [],
      // Even one row that could not be read makes every total a guess.
      magnitude: Math.max(0.6, ofShare(share)),
      measure: { kind: "rejects" },
      rows: exampleRejects(known),
      data: {
        chart: "bar",
        category: axis("@rows", "text"),
        value: axis("@rows"),
        bars: [
          { label: "@read", value: rows, highlight: false },
          { label: "@rejected", value: rejected, highlight: true },
        ],
        others: null,
      },
    }),
  ];
}

function exampleRejects({ table: { rejects = [], rejected } }: Known) {
  if (rejects.length === 0) return null;
  const rows = rejects
    .slice(0, mostRejects)
    .map(({ line, column, reason, text }) => [String(line), column, reason, [...text].slice(0, rejectLength).join("")]);
  return { total: rejected, columns: ["@line", "@column", "@reason", "@text"], rows };
}

function missingValues(known: Known): readonly Finding[] {
  const { rows } = known.table;
  const lacking = known.columns.filter(({ missing }) => missing > 0).toSorted((a, b) => b.missing - a.missing);
  const gaps = lacking.filter(({ role }) => role !== "empty");
  if (gaps.length === 0) return [];
  const bars = (highlighted: string | null) => ({
    chart: "bar" as const,
    category: axis("@column", "text"),
    value: axis("@missing_share", "percent"),
    bars: gaps
      .slice(0, 20)
      .map(({ name, missing }) => ({ label: name, value: missing / rows, highlight: name === highlighted })),
    // Shares of different columns add up to nothing.
    others: null,
  });
  if (gaps.length > mostAlone) {
    // All of the file's empty cells, those of columns without any value included.
    const cells = lacking.reduce((sum, gap) => sum + gap.missing, 0);
    const total = rows * known.columns.length;
    const names = lacking.map(({ name }) => name);
    const params = { columns: names, cells, total, share: cells / total };
    const magnitude = ofShare(Math.max(cells / total, (gaps[0]?.missing ?? 0) / rows / 2));
    return [
      state(known, {
        key: "missing_widely",
        params,
        columns: names,
        magnitude,
        measure: { kind: "missingPatterns", columns: names, limit: 20 },
        data: bars(null),
      }),
    ];
  }
  return gaps.map(({ name, missing, names }) =>
    state(known, {
      key: "missing_column",
      params: { column: name, missing, rows, share: missing / rows },
      columns: [name],
      // Without a customer or an article a row answers no question about them; a missing detail lacks only itself.
      magnitude: Math.min(1, ofShare(missing / rows) * (names ? 1.4 : 0.8)),
      measure: { kind: "rowsWhere", any: [{ is: "missing", column: name }], order: null, limit: 5 },
      data: bars(name),
    }),
  );
}

function emptyColumns(known: Known): readonly Finding[] {
  const columns = known.columns.filter(({ role }) => role === "empty").map(({ name }) => name);
  const first = columns[0];
  if (first === undefined || known.table.rows === 0) return [];
  const params = { columns, rows: known.table.rows };
  return [
    state(known, {
      key: "empty_columns",
      params,
      columns,
      magnitude: columns.length / known.columns.length,
      measure: { kind: "summary", column: first },
    }),
  ];
}

function constantColumns(known: Known): readonly Finding[] {
  // In one row everything is constant: that says nothing.
  const constant = known.columns.filter(({ role }) => role === "constant");
  const first = constant[0];
  if (first === undefined || known.table.rows < 3) return [];
  const columns = constant.map(({ name }) => name);
  const values = constant.map(({ summary }) => summary.min ?? "");
  return [
    state(known, {
      key: "constant_columns",
      params: {
        columns,
        gaps: constant.flatMap(({ name, missing }) => (missing > 0 ? [name] : [])),
        values,
        rows: known.table.rows,
      },
      columns,
      magnitude: columns.length / known.columns.length,
      measure: { kind: "summary", column: first.name },
      data: {
        chart: "table",
        columns: ["@column", "@value"],
        rows: constant.map(({ name, summary }) => [name, summary.min]),
      },
    }),
  ];
}

function zeros(known: Known): readonly Finding[] {
  return known.columns.flatMap(({ name, role, summary }) => {
    const { zeros: count = 0 } = summary.numeric ?? {};
    const share = count / summary.present;
    if (role !== "measure" || summary.present < 20 || share < manyZeros || count === summary.present) return [];
    const params = { column: name, count, present: summary.present, share };
    const data = {
      chart: "figure" as const,
      value: count,
      total: summary.present,
      format: "number" as const,
      label: "@rows",
    };
    return [
      state(known, {
        key: "many_zeros",
        params,
        columns: [name],
        magnitude: ofShare(share),
        data,
        measure: { kind: "rowsWhere", any: [{ is: "equal", column: name, to: "0" }], order: null, limit: 5 },
      }),
    ];
  });
}
