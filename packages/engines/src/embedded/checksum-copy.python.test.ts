import { execFileSync } from "node:child_process";
import { duckdbVersion } from "@caudal/duckdb/duckdb-version.ts";
import { describeWith, requireComponent } from "@caudal/test/support/components.ts";
import { preparePython } from "@caudal/test/support/python.ts";
import { expect, test } from "vitest";
import { openTestEngine, writeCsv } from "../../testing/open-test-engine.ts";

let python = "";
const component = await requireComponent(
  "Python duckdb",
  async () => {
    python = await preparePython([`duckdb==${duckdbVersion}`]);
  },
  "Install Python 3 with its venv module; the package comes by itself.",
);

/** Adds up a copy with Python: whole numbers by the hash written out, all columns by Python's own build of DuckDB. */
const program = `
import duckdb, json, sys
path = sys.argv[1]
M, mask = 0xd6e8feb86659fd93, (1 << 64) - 1
def mix(x):
    x &= mask
    x ^= x >> 32
    x = x * M & mask
    x ^= x >> 32
    x = x * M & mask
    return x ^ x >> 32
names = [row[0] for row in duckdb.sql(f"describe from '{path}'").fetchall()]
hashes = lambda what: format(int(duckdb.sql(f"select sum(hash({what})) from '{path}'").fetchone()[0]), "x")
print(json.dumps({
    "rows": duckdb.sql(f"select count(*) from '{path}'").fetchone()[0],
    "present": [duckdb.sql(f"select count({name}) from '{path}'").fetchone()[0] for name in names],
    "columns": [hashes(name) for name in names],
    "whole": hashes(", ".join(names)),
    "ids": format(sum(mix(row[0]) for row in duckdb.sql(f"select c0 from '{path}'").fetchall()), "x"),
}))
`;

const types = {
  id: { kind: "int", bits: 64 },
  cliente: { kind: "text" },
  monto: { kind: "decimal", precision: 12, scale: 2 },
  fecha: { kind: "date" },
} as const;
const line = (i: number): string =>
  `${i * 977 - 40_000},cl ñ${i % 13},${i % 4 === 0 ? "" : (i / 4).toFixed(2)},2026-01-0${(i % 9) + 1}`;

async function checksumOf(lines: readonly string[]) {
  const { engine, folder } = await openTestEngine();
  const scan = await writeCsv(folder, "v.csv", types, `id,cliente,monto,fecha\n${lines.join("\n")}\n`);
  const path = `${folder}/table.parquet`;
  await engine.writeParquet(scan, path, () => undefined);
  return { path, sums: await engine.checksumParquet(path) };
}
const lines = Array.from({ length: 5000 }, (_, i) => line(i));

test("does not depend on the order of the rows, and names the column in which one value differs", async () => {
  const { sums } = await checksumOf(lines);
  expect(sums).toMatchObject({ rows: 5000, algorithm: `duckdb-hash ${duckdbVersion}` });
  expect(sums.columns.map(({ name, present }) => [name, present])).toEqual([
    ["id", 5000],
    ["cliente", 5000],
    ["monto", 3750],
    ["fecha", 5000],
  ]);
  expect((await checksumOf(lines.toReversed())).sums).toEqual(sums);
  const other = (await checksumOf(lines.with(7, line(7).replace("1.75", "1.76")))).sums;
  expect(other.columns.filter(({ checksum }, place) => checksum !== sums.columns[place]?.checksum)).toMatchObject([
    { name: "monto" },
  ]);
  expect(other.checksum).not.toBe(sums.checksum);
  // Two rows that exchange a value: each column is what it was, the rows are not.
  const [first = "", second = ""] = lines;
  const swapped = [first.replace("ñ0", "ñ1"), second.replace("ñ1", "ñ0")];
  const exchanged = (await checksumOf(lines.with(0, swapped[0] ?? "").with(1, swapped[1] ?? ""))).sums;
  expect(exchanged.columns).toEqual(sums.columns);
  expect(exchanged.checksum).not.toBe(sums.checksum);
});

describeWith(component, "the same copy added up by Python", () => {
  test("gives the same figures, and whole numbers by the hash written out", { timeout: 60_000 }, async () => {
    const { path, sums } = await checksumOf(lines);
    const theirs: unknown = JSON.parse(execFileSync(python, ["-c", program, path], { encoding: "utf8" }));
    expect(theirs).toEqual({
      rows: sums.rows,
      present: sums.columns.map(({ present }) => present),
      columns: sums.columns.map(({ checksum }) => checksum),
      whole: sums.checksum,
      ids: sums.columns[0]?.checksum,
    });
  });
});
