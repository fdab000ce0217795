import { withoutUnseen } from "@caudal/contract/format/unseen.ts";

export type ColumnName = { readonly name: string; readonly sourceName: string };

export type NamedColumns = {
  readonly names: readonly ColumnName[];
  /** Columns that had no name, and names that stood more than once. */
  readonly unnamed: number;
  readonly repeated: number;
};

/** Gives every column a name of its own: as the file calls it, `columna_3` where it has none, `total_2` where a name returns. Case does not tell names apart. */
export function nameColumns(header: readonly string[] | null, width: number): NamedColumns {
  const sources = Array.from({ length: width }, (_, column) => (header?.[column] ?? "").replaceAll("\0", ""));
  const cleaned = sources.map((source) => seen(source).replaceAll(/\s+/gu, " ").trim());
  const wanted = cleaned.map((name, column) => (name === "" ? `columna_${column + 1}` : name));
  const taken = new Set<string>();
  const unused = beginNumbering(wanted, taken);
  let repeated = 0;
  const names = wanted.map((name, column) => {
    const again = taken.has(keyOf(name));
    if (again) repeated++;
    const unique = again ? unused(name) : name;
    taken.add(keyOf(unique));
    return { name: unique, sourceName: sources[column] ?? "" };
  });
  return { names, unnamed: cleaned.filter((name) => name === "").length, repeated };
}

/** What turns or hides words would do so in a title around the name too; what parts lines or columns parts words here. */
function seen(name: string): string {
  return withoutUnseen(name.replaceAll(/[\t\n\v\f\r\u0085\u2028\u2029]/gu, " "));
}

/** DuckDB and most databases take names that differ in case for one. */
function keyOf(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

/** Keys of records as column names: as they are shown, numbered where two differ only in case. */
export function nameKeys(keys: readonly string[]): readonly ColumnName[] {
  const taken = new Set<string>();
  const own = new Set(keys.map(keyOf));
  const unused = beginNumbering(keys, taken);
  return keys.map((key, column) => {
    const base = seen(key) || `columna_${column + 1}`;
    const name = taken.has(keyOf(base)) || (base !== key && own.has(keyOf(base))) ? unused(base) : base;
    taken.add(keyOf(name));
    return { name, sourceName: key };
  });
}

/** Numbers a name that is taken. Each name goes on where it stopped: four thousand columns of one name are not tried four thousand times each. */
function beginNumbering(own: readonly string[], taken: ReadonlySet<string>): (name: string) => string {
  const originals = new Set(own.map(keyOf));
  const next = new Map<string, number>();
  return (name) => {
    for (let number = next.get(keyOf(name)) ?? 2; ; number++) {
      const numbered = `${name}_${number}`;
      if (taken.has(keyOf(numbered)) || originals.has(keyOf(numbered))) continue;
      next.set(keyOf(name), number + 1);
      return numbered;
    }
  };
}
