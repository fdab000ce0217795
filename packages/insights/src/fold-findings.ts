import type { Finding, FindingOf } from "./finding.ts";
import { rankFindings } from "./rank-findings.ts";

/** Columns that measure nearly the same, by each of them. */
type Families = ReadonlyMap<string, readonly string[]>;
type Trend = FindingOf<"trend_rows"> | FindingOf<"trend_value">;

/**
 * Says once what several findings say nearly alike: the one that matters most speaks, names the columns of the others in `also`, and stays as
 * important as the most important of them. Sums that move as the number of rows does fold into one, and so does what is said of columns that
 * measure nearly the same. No column is lost, and the order of the input does not matter.
 */
export function foldFindings(findings: readonly Finding[], families: Families): readonly Finding[] {
  const alike = (a: string, b: string) => families.get(a)?.includes(b) ?? false;
  const withRows = new Set(findings.flatMap((each) => (each.key === "trend_rows" ? [courseOf(each)] : [])));
  const foldInto = (main: Finding, other: Finding): Finding | null => {
    switch (main.key) {
      case "trend_value":
        return other.key === "trend_value" || other.key === "trend_rows"
          ? foldTrend(
              main,
              other,
              (a, b) => (main.params.aggregate === "sum" && withRows.has(courseOf(main))) || alike(a, b),
            )
          : null;
      case "weekly_pattern":
        return other.key === "weekly_pattern" ? foldWeek(main, other) : null;
      case "groups_differ": {
        if (other.key !== "groups_differ" || main.params.category !== other.params.category) return null;
        if (!alike(main.params.value, other.params.value)) return null;
        return { ...joined(main, other), params: { ...main.params, also: [...main.params.also, other.params.value] } };
      }
      case "heavy_tail": {
        if (other.key !== "heavy_tail" || !alike(main.params.column, other.params.column)) return null;
        return { ...joined(main, other), params: { ...main.params, also: [...main.params.also, other.params.column] } };
      }
      default:
        return null;
    }
  };
  const said: Finding[] = [];
  for (const finding of inTurn(findings)) {
    const folded = said.map((main) => foldInto(main, finding));
    const place = folded.findIndex((result) => result !== null);
    said[place < 0 ? said.length : place] = folded[place] ?? finding;
  }
  return rankFindings(said);
}

/** Most important first, but amounts speak for the number of rows, not the other way round. */
function inTurn(findings: readonly Finding[]): readonly Finding[] {
  const ranked = rankFindings(findings);
  return [...ranked.filter(({ key }) => key !== "trend_rows"), ...ranked.filter(({ key }) => key === "trend_rows")];
}

function joined<F extends Finding>(main: F, { columns, importance }: Finding): F {
  return {
    ...main,
    columns: [...new Set([...main.columns, ...columns])],
    importance: Math.max(main.importance, importance),
  };
}

/** Which way a figure goes, and in which time. */
function courseOf({ params: { time, grain, direction } }: Trend): string {
  return JSON.stringify([time, grain, direction]);
}

function foldTrend(
  main: FindingOf<"trend_value">,
  other: Trend,
  together: (a: string, b: string) => boolean,
): Finding | null {
  if (courseOf(main) !== courseOf(other)) return null;
  const { params } = main;
  if (other.key === "trend_rows") {
    if (params.aggregate !== "sum") return null;
    return {
      ...joined(main, other),
      params: { ...params, rowsFirst: other.params.first, rowsLast: other.params.last },
    };
  }
  if (params.aggregate !== other.params.aggregate || !together(params.value, other.params.value)) return null;
  return {
    ...joined(main, other),
    params: {
      ...params,
      also: [...params.also, other.params.value],
      alsoFirst: [...params.alsoFirst, String(other.params.first)],
      alsoLast: [...params.alsoLast, String(other.params.last)],
    },
  };
}

/** Sums and rows that peak on the same day of the week; means go their own way. */
function foldWeek(main: FindingOf<"weekly_pattern">, other: FindingOf<"weekly_pattern">): Finding | null {
  const { params } = main;
  if (params.time !== other.params.time || params.high !== other.params.high) return null;
  if (params.aggregate === "mean" || other.params.aggregate === "mean") return null;
  const { value } = other.params;
  return {
    ...joined(main, other),
    params: {
      ...params,
      also: value === null ? params.also : [...params.also, value],
      alsoRows: params.alsoRows || value === null,
    },
  };
}
