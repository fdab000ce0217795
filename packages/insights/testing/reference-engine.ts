import type { Measure, MeasureKind, MeasureOf, MeasureResult, MeasureValues } from "../src/measure.ts";
import { referenceColumns } from "./reference-columns.ts";
import { referencePairs } from "./reference-pairs.ts";
import { referenceRows } from "./reference-rows.ts";
import type { ReferenceTable } from "./reference-table.ts";

/** How each kind of measure is computed, plainly and slowly: what an engine is compared with. */
export type ReferenceMeasures = {
  readonly [K in MeasureKind]: (table: ReferenceTable, measure: MeasureOf<K>) => MeasureValues[K];
};

const measures: ReferenceMeasures = { ...referenceColumns, ...referenceRows, ...referencePairs };

export function measureReference(table: ReferenceTable, asked: readonly Measure[]): MeasureResult[] {
  return asked.map((measure) => answer(table, measure));
}

function answer(table: ReferenceTable, measure: Measure): MeasureResult {
  const compute: (table: ReferenceTable, measure: never) => unknown = measures[measure.kind];
  return { kind: measure.kind, measure, value: compute(table, measure as never) } as MeasureResult;
}
