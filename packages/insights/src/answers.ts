import type { Measure, MeasureKind, MeasureResult, MeasureValues } from "./measure.ts";

/** Results by what was asked. */
export type Answers = {
  /** The value of exactly this measure; null when it was not asked. */
  to<M extends Measure>(measure: M): MeasureValues[M["kind"]] | null;
  /** All results of one kind, in the order in which they were asked. */
  all<K extends MeasureKind>(kind: K): readonly Extract<MeasureResult, { readonly kind: K }>[];
};

/** Makes results findable by measure and by kind; of two answers to one measure the later counts. */
export function indexResults(results: readonly MeasureResult[]): Answers {
  const byMeasure = new Map(results.map((result) => [measureKey(result.measure), result]));
  return {
    to: <M extends Measure>(measure: M) => {
      const found = byMeasure.get(measureKey(measure));
      return found === undefined ? null : (found.value as MeasureValues[M["kind"]]);
    },
    all: (kind) => results.filter((result) => isOfKind(result, kind)),
  };
}

/** A text that two measures share only when they ask the same. */
export function measureKey(measure: Measure): string {
  return JSON.stringify(Object.entries(measure).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function isOfKind<K extends MeasureKind>(
  result: MeasureResult,
  kind: K,
): result is Extract<MeasureResult, { readonly kind: K }> {
  return result.kind === kind;
}
