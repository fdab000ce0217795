import type { Measure, MeasureResult } from "../src/measure.ts";
import { referenceColumns } from "./reference-columns.ts";
import type { ReferenceMeasures } from "./reference-measures.ts";
import { referencePairs } from "./reference-pairs.ts";
import { referenceRows } from "./reference-rows.ts";
import type { ReferenceTable } from "./reference-table.ts";

const measures: ReferenceMeasures = { ...referenceColumns, ...referenceRows, ...referencePairs };

export function measureReference(table: ReferenceTable, asked: readonly Measure[]): MeasureResult[] {
  return asked.map((measure) => answer(table, measure));
}

function answer(table: ReferenceTable, measure: Measure): MeasureResult {
  const compute: (table: ReferenceTable, measure: never) => unknown = measures[measure.kind];
  return { kind: measure.kind, measure, value: compute(table, measure as never) } as MeasureResult;
}
