import { expect, test } from "vitest";
import type { ScanColumn } from "@caudal/tables/scan.ts";
import { logFirstLook } from "./log-profile.ts";

const column = (name: string, kind: "date" | "text"): ScanColumn => ({
  name,
  sourceName: `«${name}»`,
  type: { kind },
});

async function linesFor(before: readonly ScanColumn[], after: readonly ScanColumn[], rejected = 0) {
  const lines: unknown[] = [];
  const log = async (level: string, key: string, params: unknown) => void lines.push([level, key, params]);
  await logFirstLook({ log }, before, { columns: after, rows: 7, rejected });
  return lines;
}

test("columns that turn out to be text are named as the file names them, and only those", async () => {
  const before = [column("a", "date"), column("b", "date"), column("c", "text")];
  const rows = ["info", "profile.rows", { rows: 7 }];
  expect(await linesFor(before, before)).toEqual([rows]);
  const after = [column("a", "date"), column("b", "text"), column("c", "text")];
  expect(await linesFor(before, after, 2)).toEqual([
    ["warn", "profile.widened", { columns: "«b»" }],
    rows,
    ["warn", "profile.rejected", { rejected: 2 }],
  ]);
});

test("many such columns make one line, which says that there are more", async () => {
  const names = Array.from({ length: 12 }, (_, index) => `c${index}`);
  const [first] = await linesFor(
    names.map((name) => column(name, "date")),
    names.map((name) => column(name, "text")),
  );
  expect(JSON.stringify(first)).toMatch(/«c9», …"/);
});
