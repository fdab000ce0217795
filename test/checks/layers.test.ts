import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { globSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { above, allowedFor, apps, type App, forbiddenFor, isApp, type Room, rooms, withoutNode } from "../../layers.ts";
import { checkout, runTool } from "./run-tool.ts";

type Case = { readonly file: string; readonly text: string; readonly refused: boolean };

const places = [...rooms, ...(Object.keys(apps) as App[])];
const folderOf = (place: Room | App) => (isApp(place) ? `apps/${place}` : `packages/${place}`);
const codeOf = (place: Room | App) => `${folderOf(place)}/${place === "web" ? "app" : "src"}`;
const allowedIn = (place: Room | App): readonly string[] => (isApp(place) ? apps[place] : allowedFor(place));

/** Every import that the table forbids, in each way of writing it, and every one that it allows. */
const cases: Case[] = places.flatMap((place): Case[] => {
  const code = codeOf(place);
  const refused = (name: string, text: string): Case => ({ file: `${code}/${name}.ts`, text, refused: true });
  const fine = (name: string, text: string): Case => ({ file: `${code}/${name}.ts`, text, refused: false });
  return [
    ...forbiddenFor(place).flatMap((other) => [
      refused(`value-${other}`, `import { thing } from "@caudal/${other}/thing.ts";\nthing();\n`),
      refused(
        `type-${other}`,
        `import type { Thing } from "@caudal/${other}/thing.ts";\nexport const it: Thing[] = [];\n`,
      ),
      refused(`again-${other}`, `export { thing } from "@caudal/${other}/deep/thing.ts";\n`),
      refused(`checked-${other}.test`, `import { thing } from "@caudal/${other}/thing.ts";\nthing();\n`),
    ]),
    refused("by-path", `import { thing } from "../../base/src/thing.ts";\nthing();\n`),
    refused("deep/by-path", `import { thing } from "../../../base/src/thing.ts";\nthing();\n`),
    refused("own-support", `import { thing } from "../testing/thing.ts";\nthing();\n`),
    refused("support", `import { thing } from "@caudal/base/testing/thing.ts";\nthing();\n`),
    refused("support-of-all", `import { thing } from "@caudal/test/support/thing.ts";\nthing();\n`),
    fine("deep/down/own-support.test", `import { thing } from "../../../testing/thing.ts";\nthing();\n`),
    refused("others-support.test", `import { thing } from "../../base/testing/thing.ts";\nthing();\n`),
    fine("own-support.test", `import { thing } from "../testing/thing.ts";\nthing();\n`),
    fine("support-of-all.test", `import { thing } from "@caudal/test/support/thing.ts";\nthing();\n`),
    fine("sibling", `import { thing } from "./deep/thing.ts";\nimport { other } from "../thing.ts";\nthing(other);\n`),
    ...allowedIn(place).map((other) =>
      fine(`value-${other}`, `import { thing } from "@caudal/${other}/thing.ts";\nthing();\n`),
    ),
  ];
});

/** What stands above the layers imports anything, but no file of another room by its path. */
const aboveCases: Case[] = above.flatMap((folder) => [
  {
    file: `${folder}/src/deep/by-path.ts`,
    text: `import { thing } from "../../../apps/server/src/thing.ts";\nthing();\n`,
    refused: true,
  },
  {
    file: `${folder}/src/support-by-path.test.ts`,
    text: `import { thing } from "../../packages/db/testing/thing.ts";\nthing();\n`,
    refused: true,
  },
  {
    file: `${folder}/src/fine.ts`,
    text: `import { thing } from "@caudal/server/worker/thing.ts";\nimport { other } from "@caudal/db/testing/thing.ts";\nimport { own } from "../support/own.ts";\nthing(other, own);\n`,
    refused: false,
  },
]);

const pureCases: Case[] = withoutNode.flatMap((room) => [
  {
    file: `packages/${room}/src/node.ts`,
    text: `import { readFile } from "node:fs/promises";\nreadFile;\n`,
    refused: true,
  },
]);

const all = [...cases, ...aboveCases, ...pureCases];

const folder = await mkdtemp(join(tmpdir(), "caudal-layers-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the linter", () => {
  let refusedFiles = new Set<string>();

  beforeAll(async () => {
    await symlink(join(checkout, "node_modules"), join(folder, "node_modules"));
    for (const file of ["layers.ts", "oxlint.config.ts", "package.json"]) {
      await copyFile(join(checkout, file), join(folder, file));
    }
    for (const { file, text } of all) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    const { output } = await runTool("oxlint", ["--format", "json", "packages", "apps", ...above], folder);
    const report = JSON.parse(output) as { diagnostics: { code: string; filename: string }[]; number_of_files: number };
    expect(report.number_of_files).toBe(all.length);
    refusedFiles = new Set(
      report.diagnostics.filter(({ code }) => code.includes("no-restricted-imports")).map(({ filename }) => filename),
    );
  });

  test.each(places)("refuses what %s may not import, and nothing else", (place) => {
    expectRefusals(`${folderOf(place)}/`);
  });

  test.each(above)("lets %s import everything, but nothing by its path", (place) => expectRefusals(`${place}/`));

  function expectRefusals(under: string): void {
    const own = all.filter(({ file }) => file.startsWith(under));
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter(({ file }) => refusedFiles.has(file)).map(({ file }) => file)).toEqual(
      own.filter(({ refused }) => refused).map(({ file }) => file),
    );
  }
});

describe("the table of layers", () => {
  test("names every folder under packages and apps, and no other", () => {
    const found = globSync("{packages,apps}/*/package.json", { cwd: checkout })
      .map((path) => dirname(path))
      .toSorted();
    expect(found).toEqual(places.map(folderOf).toSorted());
  });

  test("stands in ARCHITECTURE.md, each room in its layer", async () => {
    const map = await readFile(join(checkout, "ARCHITECTURE.md"), "utf8");
    const { layers } = await import("../../layers.ts");
    for (const room of rooms) expect(map).toMatch(new RegExp(`^\\| \`packages/${room}\` +\\| L${layers[room]} `, "m"));
    for (const app of Object.keys(apps)) expect(map).toMatch(new RegExp(`^\\| \`apps/${app}\` +\\| app `, "m"));
  });

  test.each(places)("agrees with what the package.json of %s asks for", async (place) => {
    const text = await readFile(join(checkout, folderOf(place), "package.json"), "utf8");
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
    const own = Object.keys(dependencies).filter((name) => name.startsWith("@caudal/"));
    expect(own.filter((name) => !allowedIn(place).includes(name.slice("@caudal/".length)))).toEqual([]);
  });

  test.each(places)("is not gone round by a dynamic import in %s", async (place) => {
    const forbidden = forbiddenFor(place).join("|");
    const goneRound = new RegExp(`(import|resolve)\\(\\s*["'\`]@caudal/(${forbidden})/`);
    const files = globSync(`${folderOf(place)}/**/*.{ts,tsx}`, { cwd: checkout, exclude: ["**/node_modules/**"] });
    const guilty: string[] = [];
    for (const file of files) {
      if (goneRound.test(await readFile(join(checkout, file), "utf8"))) guilty.push(file);
    }
    expect(guilty).toEqual([]);
  });
});
