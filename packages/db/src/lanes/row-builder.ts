import pg from "pg";

/** Makes rows of one statement's answer from the texts of its fields. */
export type RowBuilder = (texts: readonly (string | null)[]) => Row;
export type Row = Record<string, unknown>;

export type Field = { readonly name: string; readonly dataTypeID: number };

/** Each field as pg's parser of its type reads it: int8 and numeric stay text, `timestamptz` becomes a Date, jsonb what it says. */
export function createRowBuilder(fields: readonly Field[]): RowBuilder {
  const names = fields.map(({ name }) => name);
  const parsers = fields.map(
    ({ dataTypeID }) => pg.types.getTypeParser(dataTypeID, "text") as (text: string) => unknown,
  );
  // All rows of a statement have one hidden class.
  const empty: Row = Object.fromEntries(names.map((name) => [name, null]));
  return (texts) => {
    const row = { ...empty };
    for (const [index, name] of names.entries()) {
      const text = texts[index];
      if (text !== null && text !== undefined) row[name] = parsers[index]?.(text);
    }
    return row;
  };
}
