import { state, type Finder, type Known } from "../finder.ts";
import type { Finding } from "../finding.ts";
import { ofShare } from "../importance.ts";
import type { MeasureOf } from "../measure.ts";

const mostColumns = 50;
/** A pattern is one cause when it makes up this much of the gaps of each of its columns. */
const ofEachColumn = 0.8;
/** Where more combinations stand than this, there is no common cause, and rows could not be counted from them. */
const mostPatterns = 200;

/** Columns that are missing in the same rows. */
export const missingTogether: Finder = { wave: 2, plan: (round, known) => (round === 2 ? patterns(known) : []), find };

function patterns(known: Known): readonly MeasureOf<"missingPatterns">[] {
  const columns = known.columns.filter(({ missing, role }) => missing > 0 && role !== "empty").map(({ name }) => name);
  return columns.length >= 2 && columns.length <= mostColumns
    ? [{ kind: "missingPatterns", columns, limit: mostPatterns }]
    : [];
}

function find(known: Known): readonly Finding[] {
  const measure = patterns(known)[0];
  const found = measure === undefined ? null : known.answers.to(measure);
  if (measure === undefined || found === null || found.length === mostPatterns) return [];
  const missingOf = new Map(known.columns.map(({ name, missing }) => [name, missing]));
  // Rows that lack others besides lack these together too.
  const together = found.map(({ missing }) => ({
    missing,
    rows: found
      .filter((other) => missing.every((name) => other.missing.includes(name)))
      .reduce((sum, { rows }) => sum + rows, 0),
  }));
  const whole = together.filter(
    ({ missing, rows }) =>
      missing.length >= 2 && rows >= 5 && missing.every((name) => rows >= ofEachColumn * (missingOf.get(name) ?? rows)),
  );
  return whole.slice(0, 2).map(({ missing, rows }) => {
    const share = rows / known.table.rows;
    return state(known, {
      key: "missing_together",
      params: { columns: missing, missing: rows, rows: known.table.rows, share },
      columns: missing,
      magnitude: ofShare(share),
      measure,
      data: {
        chart: "table",
        columns: ["@missing_combination", "@rows"],
        rows: found.slice(0, 10).map((pattern) => [pattern.missing.join(" + "), pattern.rows]),
      },
    });
  });
}
