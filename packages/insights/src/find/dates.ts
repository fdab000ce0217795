import { state, type Finder, type Known } from "../finder.ts";
import type { Finding } from "../finding.ts";
import { ofShare } from "../importance.ts";
import type { MeasureOf } from "../measure.ts";

/** Programs write their day zero for "no date": 1899-12-30, 1900-01-01, 1904-01-01. */
const dayZeros = "1905-01-01";

/** Dates that cannot be: after the day of reading, or from a program's day zero while the others are recent. */
export const dates: Finder = {
  wave: 2,
  plan: (round, known) => (round === 2 ? [...futures(known), ...zeros(known)].map(({ measure }) => measure) : []),
  find,
};

/** Each costs a pass of its own: in a very wide file the first ones speak for the rest. */
const mostColumns = 30;

function futures(known: Known) {
  const lastMoment = `${known.table.today}T23:59:59`;
  return known.columns
    .flatMap(({ name, role, type, summary }) => {
      const than = type.kind === "date" ? known.table.today : lastMoment;
      const measure: MeasureOf<"rowsWhere"> = {
        kind: "rowsWhere",
        any: [{ is: "after", column: name, than }],
        order: { column: name, descending: true },
        limit: 5,
      };
      return role === "time" && (summary.max ?? "") > than ? [{ name, measure, summary }] : [];
    })
    .slice(0, mostColumns);
}

function zeros(known: Known) {
  return known.columns
    .flatMap(({ name, role, summary }) => {
      const measure: MeasureOf<"rowsWhere"> = {
        kind: "rowsWhere",
        any: [{ is: "before", column: name, than: dayZeros }],
        order: { column: name, descending: false },
        limit: 5,
      };
      return role === "time" && (summary.min ?? dayZeros) < dayZeros && (summary.max ?? "") > "1950"
        ? [{ name, measure, summary }]
        : [];
    })
    .slice(0, mostColumns);
}

function find(known: Known): readonly Finding[] {
  const future = futures(known).flatMap(({ name, measure, summary }) => {
    const rows = known.answers.to(measure);
    if (rows === null || rows.total === 0) return [];
    const params = { column: name, count: rows.total, latest: summary.max ?? "", today: known.table.today };
    return [
      state(known, {
        key: "future_dates",
        params,
        columns: [name],
        magnitude: ofShare(rows.total / summary.present),
        measure,
        rows,
      }),
    ];
  });
  const zero = zeros(known).flatMap(({ name, measure, summary }) => {
    const rows = known.answers.to(measure);
    // Where many dates are that old, the file speaks of that age.
    if (rows === null || rows.total === 0 || rows.total > 0.2 * summary.present) return [];
    const params = { column: name, count: rows.total, earliest: summary.min ?? "" };
    return [
      state(known, {
        key: "remote_dates",
        params,
        columns: [name],
        magnitude: ofShare(rows.total / summary.present),
        measure,
        rows,
      }),
    ];
  });
  return [...future, ...zero];
}
