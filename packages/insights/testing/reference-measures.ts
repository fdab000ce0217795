import type { MeasureKind, MeasureOf, MeasureValues } from "../src/measure.ts";
import type { ReferenceTable } from "./reference-table.ts";

/** How each kind of measure is computed, plainly and slowly: what an engine is compared with. */
export type ReferenceMeasures = {
  readonly [K in MeasureKind]: (table: ReferenceTable, measure: MeasureOf<K>) => MeasureValues[K];
};
