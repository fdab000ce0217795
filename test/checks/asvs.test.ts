import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const table = "docs/security/asvs-5.0-level-2.md";
const text = await readFile(join(root, table), "utf8");

/** Requirements of ASVS 5.0 of levels 1 and 2: sections, and how many of the first in each; none of level 3 stands between them. */
const requirements = {
  "1.1": 2,
  "1.2": 9,
  "1.3": 11,
  "1.4": 3,
  "1.5": 2,
  "2.1": 3,
  "2.2": 3,
  "2.3": 4,
  "2.4": 1,
  "3.2": 2,
  "3.3": 4,
  "3.4": 6,
  "3.5": 5,
  "3.7": 2,
  "4.1": 3,
  "4.2": 1,
  "4.3": 2,
  "4.4": 4,
  "5.1": 1,
  "5.2": 3,
  "5.3": 2,
  "5.4": 3,
  "6.1": 3,
  "6.2": 12,
  "6.3": 4,
  "6.4": 4,
  "6.5": 5,
  "6.6": 3,
  "6.8": 4,
  "7.1": 3,
  "7.2": 4,
  "7.3": 2,
  "7.4": 5,
  "7.5": 2,
  "7.6": 2,
  "8.1": 2,
  "8.2": 3,
  "8.3": 1,
  "8.4": 1,
  "9.1": 3,
  "9.2": 4,
  "10.1": 2,
  "10.2": 2,
  "10.3": 4,
  "10.4": 11,
  "10.5": 5,
  "10.6": 2,
  "10.7": 3,
  "11.1": 2,
  "11.2": 3,
  "11.3": 3,
  "11.4": 4,
  "11.5": 1,
  "11.6": 1,
  "12.1": 3,
  "12.2": 2,
  "12.3": 4,
  "13.1": 1,
  "13.2": 5,
  "13.3": 2,
  "13.4": 5,
  "14.1": 2,
  "14.2": 4,
  "14.3": 3,
  "15.1": 3,
  "15.2": 3,
  "15.3": 7,
  "16.1": 1,
  "16.2": 5,
  "16.3": 4,
  "16.4": 3,
  "16.5": 3,
  "17.1": 1,
  "17.2": 4,
  "17.3": 2,
} as const;

const states = ["met", "partly", "no", "not applicable"] as const;
type Row = { id: string; asks: string; state: string; how: string; test: string };

const rows: Row[] = text.split("\n").flatMap((line) => {
  const [, id = "", asks = "", state = "", how = "", shown = "", ...more] = line.split("|").map((cell) => cell.trim());
  return /^\d+\.\d+\.\d+$/.test(id) && more.length === 1 ? [{ id, asks, state, how, test: shown }] : [];
});

/** Of a cell like "`test/checks/asvs.test.ts`". */
const pathOf = (cell: string): string | null => /^`([^`]+)`$/.exec(cell)?.[1] ?? null;

describe("the table of ASVS 5.0, level 2", () => {
  test("has each requirement once, in its order, and no other", () => {
    const expected = Object.entries(requirements).flatMap(([section, count]) =>
      Array.from({ length: count }, (_, place) => `${section}.${place + 1}`),
    );
    expect(expected).toHaveLength(253);
    expect(rows.map(({ id }) => id)).toEqual(expected);
    const lines = text.split("\n").filter((line) => /^\| *\d+\.\d+\.\d+/.test(line));
    expect(lines, "every line is a row of five cells").toHaveLength(rows.length);
  });

  test.each(rows)("$id is judged and says why", ({ asks, state, how, test: shown }) => {
    expect(states).toContain(state);
    expect(asks.split(/\s+/).length).toBeLessThanOrEqual(12);
    expect(how).not.toBe("");
    if (state === "not applicable") expect(shown).toBe("–");
    else expect(pathOf(shown) ?? shown).toMatch(/^(no test|.+\.test\.ts)$/);
  });

  test("names only what exists, here and in the text beside it", async () => {
    const beside = await readFile(join(root, "docs/security/README.md"), "utf8");
    const named = `${text}${beside}`.matchAll(/`((?:apps|packages|test|docs)\/[^`\s]+)`/g);
    const paths = [...new Set(Array.from(named, ([, path = ""]) => path))];
    expect(paths.length).toBeGreaterThan(50);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test("links only to sections that stand there", async () => {
    const beside = await readFile(join(root, "docs/security/README.md"), "utf8");
    const heads = Array.from(beside.matchAll(/^## (.+)$/gm), ([, head = ""]) =>
      head.toLowerCase().replaceAll(",", "").replaceAll(" ", "-"),
    );
    const links = Array.from(text.matchAll(/README\.md#([\w-]+)/g), ([, to = ""]) => to);
    expect(links.filter((to) => !heads.includes(to))).toEqual([]);
  });

  test("is counted as it is", () => {
    const counted = (name: string): string => {
      const found = new RegExp(`^\\| *${name} *\\| *(\\d+) *\\|$`, "m").exec(text);
      return found?.[1] ?? "no count";
    };
    const of = (state: string): Row[] => rows.filter((row) => row.state === state);
    for (const state of states) expect(counted(state), state).toBe(String(of(state).length));
    expect(counted("all")).toBe(String(rows.length));
    const untested = of("met").filter((row) => row.test === "no test").length;
    expect(text).toContain(`${of("met").length - untested} name a test and ${untested} say "no test"`);
  });
});
