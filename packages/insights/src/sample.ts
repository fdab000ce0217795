import type { ColumnFacts, ColumnRole } from "./classify-columns.ts";
import type { Known } from "./finder.ts";
import type { MeasureOf } from "./measure.ts";

const sampleRows = 10_000;
const mostOf: Partial<Record<ColumnRole, number>> = {
  measure: 25,
  category: 12,
  flag: 8,
  code: 6,
  identifier: 3,
  time: 3,
  year: 2,
};

/** The rows in which relations are looked for. Each kind of column has its share, so that a wide file stays affordable. */
export function planSample(known: Known): MeasureOf<"sample"> | null {
  const columns = sampledColumns(known).map(({ name }) => name);
  return columns.length === 0 || known.table.rows < 20 ? null : { kind: "sample", columns, rows: sampleRows };
}

export function sampledColumns(known: Known, ...roles: readonly ColumnRole[]): readonly ColumnFacts[] {
  const taken = new Map<ColumnRole, number>();
  const chosen = known.columns.filter(({ role }) => {
    const before = taken.get(role) ?? 0;
    taken.set(role, before + 1);
    return before < (mostOf[role] ?? 0);
  });
  return roles.length === 0 ? chosen : chosen.filter(({ role }) => roles.includes(role));
}

/** Values of sampled columns by name; null before the sample is there. */
export type Sample = {
  readonly rows: number;
  numbers(column: string): readonly (number | null)[];
  labels(column: string): readonly (string | null)[];
};

export function readSample(known: Known): Sample | null {
  const asked = planSample(known);
  const answer = asked === null ? null : known.answers.to(asked);
  if (answer === null) return null;
  const byName = new Map(answer.columns.map(({ name, values }) => [name, values]));
  return {
    rows: answer.rows,
    numbers: (column) => (byName.get(column) ?? []).map((value) => (typeof value === "number" ? value : null)),
    labels: (column) => (byName.get(column) ?? []).map((value) => (value === null ? null : String(value))),
  };
}
