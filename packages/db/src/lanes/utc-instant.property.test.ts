import fc from "fast-check";
import pg from "pg";
import { expect, test } from "vitest";
import { utcInstantOf } from "./utc-instant.ts";

const pgParse = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ, "text") as (text: string) => Date;
const two = (value: number): string => String(value).padStart(2, "0");

/** As PostgreSQL writes it in UTC: without zeros at the end of the fraction. */
const instants = fc
  .record({
    at: fc.date({ min: new Date("1000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true }),
    micros: fc.nat(999_999),
  })
  .map(({ at, micros }) => {
    const day = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
    const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
    const fraction = micros === 0 ? "" : `.${String(micros).padStart(6, "0").replace(/0+$/, "")}`;
    return `${day} ${time}${fraction}+00`;
  });

test("reads every instant as pg's parser does", () => {
  fc.assert(
    fc.property(instants, (text) => {
      expect(utcInstantOf(text)?.toISOString()).toBe(pgParse(text).toISOString());
    }),
    { numRuns: 2000 },
  );
  for (let milliseconds = 1; milliseconds < 1000; milliseconds += 1) {
    const text = `2026-02-28 23:59:59.${String(milliseconds).padStart(3, "0").replace(/0+$/, "")}+00`;
    expect(utcInstantOf(text)?.getTime()).toBe(pgParse(text).getTime());
  }
});

test.each([
  "infinity",
  "-infinity",
  "0044-03-15 12:00:00+00 BC",
  "0099-03-15 12:00:00+00",
  "12026-03-15 12:00:00+00",
  "2026-03-15 12:00:00+01",
  "2026-03-15 12:00:00-03:30",
  "2026-03-15 12:00:00",
  "2026-03-15",
  "",
])("leaves %j to the parser that knows all forms", (text) => {
  expect(utcInstantOf(text)).toBeNull();
});
