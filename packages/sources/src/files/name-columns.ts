export type ColumnName = { readonly name: string; readonly sourceName: string };

/** Marks that turn the order in which a name is shown, and marks of no width: in a title they would turn the words around it too. */
const unseen = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;

export type NamedColumns = {
  readonly names: readonly ColumnName[];
  /** Columns that had no name, and names that stood more than once. */
  readonly unnamed: number;
  readonly repeated: number;
};

/** Gives every column a name of its own: as the file calls it, `columna_3` where it has none, `total_2` where a name returns. Case does not tell names apart. */
export function nameColumns(header: readonly string[] | null, width: number): NamedColumns {
  const sources = Array.from({ length: width }, (_, column) => (header?.[column] ?? "").replaceAll("\0", ""));
  const cleaned = sources.map((source) => source.replaceAll(unseen, "").replaceAll(/\s+/gu, " ").trim());
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
    const seen = key.replaceAll(unseen, "");
    const base = seen === "" ? `columna_${column + 1}` : seen;
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
