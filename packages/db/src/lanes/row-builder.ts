import pg from "pg";
import { utcInstantOf } from "./utc-instant.ts";

/** Makes rows of one statement's answer from the texts of its fields. */
export type RowBuilder = (texts: readonly (string | null)[]) => Row;
export type Row = Record<string, unknown>;

export type Field = { readonly name: string; readonly dataTypeID: number };

type Parser = (text: string) => unknown;

/** Each field as pg's parser of its type reads it: int8 and numeric stay text, `timestamptz` becomes a Date, jsonb what it says. */
export function createRowBuilder(fields: readonly Field[]): RowBuilder {
  const names = fields.map(({ name }) => name);
  const parsers = fields.map(({ dataTypeID }) => parserOf(dataTypeID));
  // All rows of a statement have one hidden class.
  const empty: Row = Object.fromEntries(names.map((name) => [name, null]));
  const count = names.length;
  return (texts) => {
    const row = { ...empty };
    for (let index = 0; index < count; index += 1) {
      const name = names[index];
      const text = texts[index];
      if (name === undefined || text === null || text === undefined) continue;
      const parse = parsers[index];
      row[name] = parse ? parse(text) : text;
    }
    return row;
  };
}

const { TEXT, VARCHAR, UUID, INT8, NUMERIC, TIMESTAMPTZ } = pg.types.builtins;
const textTypes = new Set<number>([TEXT, VARCHAR, UUID, INT8, NUMERIC]);

/** Null for a type whose text is its value. */
function parserOf(dataTypeID: number): Parser | null {
  if (textTypes.has(dataTypeID)) return null;
  const parse = pg.types.getTypeParser(dataTypeID, "text") as Parser;
  return dataTypeID === TIMESTAMPTZ ? (text) => utcInstantOf(text) ?? parse(text) : parse;
}
