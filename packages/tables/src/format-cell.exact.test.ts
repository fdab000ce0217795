import fc from "fast-check";
import { expect, test } from "vitest";
import { formatCell, formatDecimal } from "./format-cell.ts";
import { formatDate, formatTime, formatTimestamp } from "./format-moment.ts";
import type { LogicalType } from "./logical-type.ts";
import { parseTypeName, typeName } from "./type-name.ts";

test("decimals keep every digit, whatever their size", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
      fc.integer({ min: 0, max: 38 }),
      (unscaled, scale) => {
        const text = formatDecimal(unscaled, scale);
        expect(text).toMatch(scale === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${scale}}$`));
        expect(BigInt(text.replace(".", ""))).toBe(unscaled);
      },
    ),
  );
  expect(formatDecimal(-5n, 2)).toBe("-0.05");
});

test("dates are those of the calendar, also before 1970 and beyond four digits", () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000_000, max: 100_000_000 }), (days) => {
      expect(formatDate(days)).toBe(new Date(days * 86_400_000).toISOString().split("T")[0]);
    }),
  );
  expect([formatDate(2_147_483_647), formatDate(-2_147_483_647)]).toEqual(["infinity", "-infinity"]);
});

test("timestamps keep microseconds on both sides of the epoch", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 55n), max: 2n ** 55n }), fc.boolean(), (micros, zone) => {
      const text = formatTimestamp(micros, zone);
      expect(text.endsWith("Z")).toBe(zone);
      const [whole = "", fraction = ""] = text.replace(/Z$/, "").split(".");
      expect(BigInt(Date.parse(`${whole}Z`)) * 1000n + BigInt(fraction.padEnd(6, "0"))).toBe(micros);
    }),
  );
  expect(formatTime(86_399_999_999n)).toBe("23:59:59.999999");
});

test("every type's name reads back as the type", () => {
  const types: LogicalType[] = [
    { kind: "bool" },
    { kind: "int", bits: 8 },
    { kind: "int", bits: 64 },
    { kind: "float", bits: 32 },
    { kind: "text" },
    { kind: "decimal", precision: 38, scale: 38 },
    { kind: "decimal", precision: 12, scale: 2 },
    { kind: "date" },
    { kind: "time" },
    { kind: "timestamp", zone: true },
    { kind: "timestamp", zone: false },
    { kind: "binary" },
    { kind: "json" },
  ];
  for (const type of types) expect(parseTypeName(typeName(type))).toEqual(type);
  for (const name of ["", "decimal(39,2)", "decimal(2,3)", "decimal(0,0)", "int", "toString", "DATE"])
    expect(parseTypeName(name)).toBeNull();
});

test("an absent value has no text, and a float reads back as itself", () => {
  const column = { values: Float64Array.of(0.1, -0, Number.NaN, 5e-324), validity: Uint8Array.of(0b1101) };
  const type = { kind: "float", bits: 64 } as const;
  expect([0, 1, 2, 3].map((index) => formatCell(column, index, type))).toEqual(["0.1", null, "NaN", "5e-324"]);
  expect(() => formatCell({ values: ["a"], validity: null }, 1, { kind: "text" })).toThrow(RangeError);
});
