import { Fault } from "@caudal/base/fault.ts";
import type { LogicalType } from "@caudal/tables/logical-type.ts";
import { decideColumn, figureType, readHabits, type ColumnDecision } from "./decide-column.ts";
import { beginSight, observeCell, type ColumnSight } from "./observe-column.ts";
import { planDelimited } from "./plan-delimited.ts";

/** A figure as the text writes it: parsing it as a number would lose digits. */
class FigureText {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

type KeySight = {
  values: number;
  numbers: number;
  exponents: number;
  maxInteger: number;
  maxScale: number;
  bools: number;
  nested: number;
  strings: number;
  readonly text: ColumnSight;
};

export type RecordStudy = {
  readonly keys: readonly string[];
  readonly decisions: readonly {
    readonly type: LogicalType;
    readonly key: "types_objects" | "types_mixed" | "types_empty" | "types_float" | "types_clear";
    readonly example: string;
    readonly order: ColumnDecision["order"];
  }[];
  readonly dateFormat: string | null;
  readonly timestampFormat: string | null;
  readonly records: number;
};

/** A longer key is no name of a column. */
const maxKeyLength = 16 * 1024;
/** In a longer record figures are read as numbers: to keep the text of each of a million costs a hundred times the record. */
const maxKeptLength = 1024 * 1024;

/**
 * Takes records one by one, as JSON text, and decides at the end what type each key has. Throws `file_too_many_columns` as soon as
 * the records have more keys than `maxKeys` between them, and `file_damaged` for a key that no column can be named by.
 */
export function beginRecordStudy(maxKeys: number) {
  const keys = new Map<string, KeySight>();
  let records = 0;

  /** False when the text is no JSON object. */
  function observe(text: string): boolean {
    const record = parseKeepingFigures(text);
    if (record === null) return false;
    records++;
    // Not by entries: of a million keys those are a million pairs, held at once.
    for (const key of Object.keys(record)) {
      const value = record[key];
      let sight = keys.get(key);
      if (sight === undefined) {
        if (key.length > maxKeyLength) throw new Fault("file_damaged", { params: { format: "json" } });
        if (keys.size >= maxKeys)
          throw new Fault("file_too_many_columns", { params: { columns: keys.size + 1, limit: maxKeys } });
        sight = {
          values: 0,
          numbers: 0,
          exponents: 0,
          maxInteger: 0,
          maxScale: 0,
          bools: 0,
          nested: 0,
          strings: 0,
          text: beginSight(),
        };
        keys.set(key, sight);
      }
      observeValue(sight, value);
    }
    return true;
  }

  function decide(): RecordStudy {
    const sights = [...keys.values()];
    const habits = readHabits(
      sights.map((sight) => sight.text),
      "",
    );
    const moments = sights.map((sight) =>
      sight.strings === sight.values && sight.values > 0 ? decideColumn(sight.text, "", habits) : null,
    );
    const dated = moments.map((decision) =>
      decision !== null &&
      (decision.type.kind === "date" || decision.type.kind === "timestamp") &&
      decision.exceptions === 0
        ? decision
        : null,
    );
    const noNulls = dated.map((decision, index) =>
      sights[index]?.text.nulls.size === 0 && sights[index]?.text.empty === 0 ? decision : null,
    );
    const used = noNulls.flatMap((decision, index) =>
      decision === null ? [] : [{ decision, sight: sights[index]?.text ?? beginSight() }],
    );
    const plan = planDelimited(
      used.map(({ decision }) => decision),
      used.map(({ sight }) => sight),
    );
    const formats = "options" in plan ? plan.options : null;
    const decisions = sights.map((sight, index) => {
      const moment = formats === null ? null : (noNulls[index] ?? null);
      return moment === null
        ? decideKey(sight)
        : { type: moment.type, key: "types_clear" as const, example: "", order: moment.order };
    });
    return {
      keys: [...keys.keys()],
      decisions,
      dateFormat: formats?.dateFormat ?? null,
      timestampFormat: formats?.timestampFormat ?? null,
      records,
    };
  }

  return { observe, decide, count: () => records };
}

function parseKeepingFigures(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown =
      text.length > maxKeptLength
        ? JSON.parse(text)
        : JSON.parse(text, (_key, found: unknown, context?: { readonly source?: string }) =>
            typeof found === "number" && context?.source !== undefined ? new FigureText(context.source) : found,
          );
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function observeValue(sight: KeySight, value: unknown): void {
  if (value === null || value === undefined) return;
  sight.values++;
  if (value instanceof FigureText || typeof value === "number") {
    sight.numbers++;
    const match = /^-?(\d+)(?:\.(\d+))?$/.exec(typeof value === "number" ? String(value) : value.source);
    if (match === null) sight.exponents++;
    sight.maxInteger = Math.max(sight.maxInteger, match?.[1]?.length ?? 0);
    sight.maxScale = Math.max(sight.maxScale, match?.[2]?.length ?? 0);
  } else if (typeof value === "boolean") sight.bools++;
  else if (typeof value === "string") {
    sight.strings++;
    observeCell(sight.text, value);
  } else sight.nested++;
}

function decideKey(sight: KeySight): RecordStudy["decisions"][number] {
  const told = (type: LogicalType, key: RecordStudy["decisions"][number]["key"]) => ({
    type,
    key,
    example: sight.text.firstWord,
    order: null,
  });
  if (sight.values === 0) return told({ kind: "text" }, "types_empty");
  if (sight.nested > 0) return told({ kind: "json" }, "types_objects");
  if (sight.bools === sight.values) return told({ kind: "bool" }, "types_clear");
  if (sight.numbers === sight.values) {
    const type = figureType(sight.maxInteger, sight.maxScale, sight.exponents > 0);
    return told(type, type.kind === "float" ? "types_float" : "types_clear");
  }
  return told({ kind: "text" }, sight.strings === sight.values ? "types_clear" : "types_mixed");
}
