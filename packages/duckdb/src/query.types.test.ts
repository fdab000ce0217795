import { formatCell } from "@caudal/tables/format-cell.ts";
import { parseTypeName, typeName } from "@caudal/tables/type-name.ts";
import { expect, test } from "vitest";
import { openTestDuckdb } from "../testing/open-test-duckdb.ts";
import { quoteIdentifier, quoteLiteral } from "./sql/quote.ts";
import { duckdbTypeOf, logicalTypeOf } from "./sql/types.ts";

/** SQL, the type that it has here, and its canonical text. */
const values: readonly (readonly [sql: string, type: string, text: string])[] = [
  ["true", "bool", "true"],
  ["(-128)::TINYINT", "int8", "-128"],
  ["255::UTINYINT", "int16", "255"],
  ["65535::USMALLINT", "int32", "65535"],
  ["(-2147483648)::INTEGER", "int32", "-2147483648"],
  ["4294967295::UINTEGER", "int64", "4294967295"],
  ["(-9223372036854775808)::BIGINT", "int64", "-9223372036854775808"],
  ["9223372036854775807::BIGINT", "int64", "9223372036854775807"],
  ["18446744073709551615::UBIGINT", "decimal(20,0)", "18446744073709551615"],
  ["99999999999999999999999999999999999999::HUGEINT", "decimal(38,0)", "99999999999999999999999999999999999999"],
  ["-0.05::DECIMAL(4,2)", "decimal(4,2)", "-0.05"],
  ["123456.789::DECIMAL(9,3)", "decimal(9,3)", "123456.789"],
  ["1234567890123.45678::DECIMAL(18,5)", "decimal(18,5)", "1234567890123.45678"],
  [
    "'-9999999999999999999999999999.9999999999'::DECIMAL(38,10)",
    "decimal(38,10)",
    "-9999999999999999999999999999.9999999999",
  ],
  ["0.1::DOUBLE", "float64", "0.1"],
  ["'-inf'::DOUBLE", "float64", "-Infinity"],
  ["0.5::FLOAT", "float32", "0.5"],
  ["'ñandú 🦤 ''x''' || chr(0) || 'y'", "text", "ñandú 🦤 'x'\0y"],
  ["DATE '0044-03-15 (BC)'", "date", "-000043-03-15"],
  ["DATE 'infinity'", "date", "infinity"],
  ["TIME '23:59:59.000001'", "time", "23:59:59.000001"],
  ["TIMESTAMP '1900-01-01 00:00:00.000001'", "timestamp", "1900-01-01T00:00:00.000001"],
  ["TIMESTAMP_NS '1969-12-31 23:59:59.999999999'", "timestamp", "1969-12-31T23:59:59.999999"],
  ["TIMESTAMP_S '1900-01-01'", "timestamp", "1900-01-01T00:00:00"],
  ["TIMESTAMP_MS '2024-02-29 12:00:00.5'", "timestamp", "2024-02-29T12:00:00.5"],
  ["TIMESTAMPTZ '2024-02-29 12:00:00+02'", "timestamptz", "2024-02-29T10:00:00Z"],
  ["'\\xDE\\xAD'::BLOB", "binary", "dead"],
  ["'{\"a\": 1}'::JSON", "json", '{"a": 1}'],
  ["[1, NULL, 3]", "json", "[1,null,3]"],
  [
    "{'a': 9007199254740993, 'b': [DATE '2024-02-29'], 'c': 0.10::DECIMAL(3,2)}",
    "json",
    '{"a":9007199254740993,"b":["2024-02-29"],"c":0.10}',
  ],
  ["MAP {'k': 'NaN'::DOUBLE}", "json", '{"k":"NaN"}'],
  ["MAP {1: true}", "json", "[[1,true]]"],
  ["'8a2f3c1e-0000-4000-8000-000000000001'::UUID", "text", "8a2f3c1e-0000-4000-8000-000000000001"],
  ["'a'::ENUM('a', 'b')", "text", "a"],
];

test("every type arrives as itself, at its extremes, and absent values as absent", async () => {
  const { duckdb } = await openTestDuckdb();
  const list = values.map(([sql], place) => `CASE WHEN range % 3 <> 1 THEN ${sql} END AS v${place}`);
  const batch = await duckdb.queryBatch(`SELECT ${list.join(", ")} FROM range(9)`);
  expect(batch.length).toBe(9);
  values.forEach(([sql, type, text], place) => {
    const [field, column] = [batch.schema.fields[place], batch.columns[place]];
    if (field === undefined || column === undefined) throw new Error(sql);
    expect([sql, typeName(field.type)]).toEqual([sql, type]);
    const cells = Array.from({ length: 9 }, (_, row) => formatCell(column, row, field.type));
    expect([sql, cells]).toEqual([sql, Array.from({ length: 9 }, (_, row) => (row % 3 === 1 ? null : text))]);
  });
});

test("batches of a long query join without losing a row or a null", async () => {
  const { duckdb } = await openTestDuckdb();
  const batch = await duckdb.queryBatch(
    "SELECT range AS n, CASE WHEN range % 7 = 0 THEN NULL ELSE 'x' || range END AS t FROM range(50001)",
  );
  const type = { kind: "text" } as const;
  const [n, t] = batch.columns;
  if (n === undefined || t === undefined) throw new Error("two columns");
  expect(batch.length).toBe(50_001);
  for (let row = 0; row < batch.length; row++) {
    if (n.values[row] !== BigInt(row) || formatCell(t, row, type) !== (row % 7 === 0 ? null : `x${row}`))
      throw new Error(`row ${row}`);
  }
});

test("a query without rows still says its columns", async () => {
  const { duckdb } = await openTestDuckdb();
  const batch = await duckdb.queryBatch("SELECT 1::BIGINT AS a, 'x' AS b WHERE false");
  expect([batch.length, batch.schema.fields.map(({ name }) => name)]).toEqual([0, ["a", "b"]]);
});

test("names and texts are quoted whatever they hold", async () => {
  const { duckdb } = await openTestDuckdb();
  for (const nasty of ["'; DROP TABLE x; --", 'di"jo', "a\nb\\", "\0'\0", ""]) {
    const name = nasty.replaceAll("\0", "") || "vacío";
    const [row] = await duckdb.queryRows(`SELECT ${quoteLiteral(nasty)} AS ${quoteIdentifier(name)}`);
    expect(row).toEqual({ [name]: nasty });
  }
});

test("a logical type read and written in DuckDB is the same type", () => {
  for (const name of [
    "bool",
    "int8",
    "int16",
    "int32",
    "int64",
    "float32",
    "float64",
    "decimal(38,9)",
    "text",
    "date",
    "time",
    "timestamp",
    "timestamptz",
    "binary",
    "json",
  ]) {
    const type = logicalTypeOf(duckdbTypeOf(typeOf(name)));
    expect(typeName(type)).toBe(name);
  }
});

function typeOf(name: string) {
  const type = parseTypeName(name);
  if (type === null) throw new Error(name);
  return type;
}
