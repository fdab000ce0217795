import fc from "fast-check";
import iconv from "iconv-lite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openScanReader, type ScanReader } from "../../testing/scan-reader.ts";
import { openWorkbench, type Workbench } from "../../testing/scratch.ts";

let bench: Workbench;
let engine: ScanReader;
beforeAll(async () => {
  bench = await openWorkbench();
  engine = await openScanReader();
});
afterAll(async () => {
  engine.close();
  await bench.remove();
});

type Row = { readonly word: string; readonly cents: number; readonly units: number; readonly day: number };

const words = fc
  .stringMatching(/^[A-Za-zñáéíóúÑÁÉÍÓÚü][A-Za-zñáéíóúü ]{1,20}[a-zñáéíóú]$/)
  .filter((word) => !/ {2}|^(?:true|false|na|nan|nd|sd|null|nil|none|missing)$/i.test(word));
const rows = fc.array(
  fc.record({
    word: words,
    cents: fc.integer({ min: -99_999_999, max: 99_999_999 }),
    units: fc.integer({ min: 0, max: 5_000_000 }),
    day: fc.integer({ min: 0, max: 20_000 }),
  }),
  { minLength: 5, maxLength: 40 },
);
const habits = fc.record({
  delimiter: fc.constantFrom(";", ",", "\t", "|"),
  decimal: fc.constantFrom(".", ","),
  grouped: fc.boolean(),
  order: fc.constantFrom("ymd", "dmy", "mdy"),
  mark: fc.constantFrom("/", "-", "."),
  encoding: fc.constantFrom("utf8", "utf8-bom", "utf16le-bom", "utf16be-bom", "windows-1252"),
  ends: fc.constantFrom("\n", "\r\n", "\r"),
  quoted: fc.boolean(),
});
type Habits = typeof habits extends fc.Arbitrary<infer T> ? T : never;

const pad = (value: number, length = 2): string => String(value).padStart(length, "0");

function writeDate(day: number, { order, mark }: Habits): string {
  const date = new Date(day * 86_400_000);
  const parts = { y: pad(date.getUTCFullYear(), 4), m: pad(date.getUTCMonth() + 1), d: pad(date.getUTCDate()) };
  return (
    order === "ymd"
      ? [parts.y, parts.m, parts.d]
      : order === "dmy"
        ? [parts.d, parts.m, parts.y]
        : [parts.m, parts.d, parts.y]
  ).join(mark);
}

function writeMoney(cents: number, { decimal, grouped }: Habits): string {
  const whole = String(Math.trunc(Math.abs(cents) / 100));
  const integer = grouped ? whole.replaceAll(/\B(?=(?:\d{3})+$)/g, decimal === "," ? "." : ",") : whole;
  return `${cents < 0 ? "-" : ""}${integer}${decimal}${pad(Math.abs(cents) % 100)}`;
}

function canonicalMoney(cents: number): string {
  return `${cents < 0 ? "-" : ""}${Math.trunc(Math.abs(cents) / 100)}.${pad(Math.abs(cents) % 100)}`;
}

function writeTable(table: readonly Row[], style: Habits): Buffer {
  const cell = (text: string): string =>
    style.quoted || text.includes(style.delimiter) || text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = [
    ["descripción", "importe", "unidades", "fecha"],
    ...table.map((row) => [row.word, writeMoney(row.cents, style), String(row.units), writeDate(row.day, style)]),
  ].map((row) => row.map(cell).join(style.delimiter));
  const text = `${lines.join(style.ends)}${style.ends}`;
  if (style.encoding === "utf8") return Buffer.from(text);
  if (style.encoding === "utf8-bom") return Buffer.from(`\ufeff${text}`);
  const bom = style.encoding.endsWith("-bom");
  return iconv.encode((bom ? "\ufeff" : "") + text, style.encoding.replace("-bom", ""));
}

it("reads any table back, however it is written", async () => {
  await fc.assert(
    fc.asyncProperty(rows, habits, async (drawn, style) => {
      // A 25th and a figure with both parts settle order and mark, as they do in any real file of some length.
      const table: Row[] = [{ word: "señal clara", cents: 123_456_7, units: 3, day: 24 }, ...drawn];
      const found = await bench.inspect("tabla.csv", writeTable(table, style));
      const cells = await engine.read(found.scan);
      expect(cells).toEqual(
        table.map((row) => [
          row.word,
          canonicalMoney(row.cents),
          String(row.units),
          new Date(row.day * 86_400_000).toISOString().slice(0, 10),
        ]),
      );
      await found.cleanup();
    }),
    { numRuns: 150, seed: 20_261 },
  );
}, 60_000);
