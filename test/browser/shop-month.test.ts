import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installGates, type Gates } from "../crash/support/servers/gates.ts";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { type Component, describeWith, requireComponent } from "../support/components.ts";
import { preparePython } from "../support/python.ts";
import { drop, settled } from "./support/files.ts";
import { databaseUrl, visit } from "./support/visit.ts";

const path = resolve(import.meta.dirname, "../../../shared/data/online-retail-month.xlsx");

/** Lies beside the project and is no part of it, so that a clone without it is whole: its absence is named, and is nowhere a failure. */
const workbook: Component = {
  name: "the shop's workbook",
  howToGet: "A month of UCI Online Retail (CC BY 4.0) as ../shared/data/online-retail-month.xlsx beside this checkout.",
  missing: existsSync(path) ? undefined : "it is not there",
};

let python = "";
const openpyxl = await requireComponent(
  "openpyxl",
  async () => {
    python = await preparePython(["openpyxl==3.1.5"]);
  },
  "Install Python 3 with its venv module; the package comes by itself.",
);

type Cell = string | number | null;
type Figures = {
  readonly header: readonly string[];
  readonly rows: number;
  readonly missing: readonly number[];
  readonly cells: Readonly<Record<string, readonly Cell[]>>;
};

async function readFigures(...rows: readonly number[]): Promise<Figures> {
  const script = join(import.meta.dirname, "support/shop-figures.py");
  const { stdout } = await promisify(execFile)(python, [script, path, ...rows.map(String)], { maxBuffer: 1_000_000 });
  return JSON.parse(stdout) as Figures;
}

const months = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];

/** As a Spanish reader reads a cell: 1.234,5 and 1 dic 2010 08:26:00. Written by hand, so that it can differ from what the page does. */
function spanish(cell: Cell, grouped: boolean): string {
  if (cell === null) return "vacío";
  if (typeof cell === "number") {
    const [whole = "", part] = String(cell).split(".");
    const figure = grouped ? whole.replace(/\B(?=(\d{3})+$)/g, ".") : whole;
    return part === undefined ? figure : `${figure},${grouped ? part.padEnd(2, "0") : part}`;
  }
  const [, year, month, day, clock] = /^(\d{4})-(\d\d)-(\d\d) (.*)$/.exec(cell) ?? [];
  return year === undefined ? cell.trim() : `${Number(day)} ${months[Number(month) - 1]} ${year} ${clock}`;
}

const bar = (page: Page) => page.getByRole("main").getByRole("progressbar");

/** The cells of one row, as they stand on the page. */
async function shownRow(page: Page, row: number): Promise<readonly string[]> {
  const line = page.locator(`[data-row="${row - 1}"]`);
  await line.waitFor();
  return (await line.locator("td").allInnerTexts()).map((text) => text.trim());
}

describeWith([await requireBrowser(), workbook, openpyxl], "the shop's month, as its owner has it", () => {
  let browser: Browser;
  let gates: Gates;
  let theirs: Figures;
  const middle = 30_000;
  beforeAll(async () => {
    [browser, gates, theirs] = await Promise.all([
      launchBrowser(),
      installGates(databaseUrl),
      readFigures(1, middle, -1),
    ]);
  }, 400_000);
  afterAll(async () => {
    await gates?.end();
    await browser?.close();
  });

  test("dropped, read before one's eyes, and shown with the figures that openpyxl counts", { timeout: 300_000 }, () =>
    visit(browser, {}, async (person) => {
      const { page, api } = person;
      page.setDefaultTimeout(120_000);
      await page.goto("/");
      await page.getByRole("heading", { name: "Hola, Ana" }).waitFor();
      await gates.close("insights begin");
      try {
        await drop(page, {
          name: "online-retail-month.xlsx",
          mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
          buffer: readFileSync(path),
        });
        await page.getByRole("region", { name: "Subidas" }).getByRole("link", { name: "Ver archivo" }).click();
        await page.getByRole("heading", { name: "online-retail-month.xlsx", level: 1 }).waitFor();
        await bar(page).waitFor();
        // The first findings are there while the rest is held at the gate, and so is how far it came.
        await page.getByText("Los primeros hallazgos ya están").waitFor();
        const percent = Number(await bar(page).getAttribute("aria-valuenow"));
        expect(percent).toBeGreaterThan(0);
        expect(percent).toBeLessThan(100);
      } finally {
        await gates.open();
      }
      const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
      expect(await settled(person, id)).toBe("done");
      await bar(page).waitFor({ state: "detached" });

      expect(theirs.rows).toBe(50_999);
      const state = page.getByText(/^50\.999 filas · 7 columnas · ninguna rechazada · 3,4 MB · Excel · hoja «/);
      await state.waitFor();
      // What lacks is said with openpyxl's own count.
      const lacking = theirs.missing[theirs.header.indexOf("CustomerID")] ?? 0;
      await page
        .getByRole("heading", {
          name: `A la columna «CustomerID» le falta el 36,1 % de los valores (${spanish(lacking, true)} de 50.999)`,
        })
        .waitFor();
      const { columns } = await api<{ columns: { name: string; missing: number }[] }>(`/api/files/${id}`);
      expect(columns.map(({ name, missing }) => [name, missing])).toEqual(
        theirs.header.map((name, index) => [name, theirs.missing[index]]),
      );

      await page.goto(`/files/${id}/rows`);
      await page.getByText("Filas 1 a 100 de 50.999").waitFor();
      const expected = (row: string) =>
        (theirs.cells[row] ?? []).map((cell, column) =>
          spanish(cell, ["Quantity", "UnitPrice"].includes(theirs.header[column] ?? "")),
        );
      expect(await shownRow(page, 1)).toEqual(expected("1"));
      await page.getByLabel("Ir a la fila").fill("30.000");
      await page.keyboard.press("Enter");
      await page.getByText("Filas 29.901 a 30.000 de 50.999").waitFor();
      expect(await shownRow(page, middle)).toEqual(expected(String(middle)));
      await page.getByRole("button", { name: "Últimas filas" }).click();
      await page.getByText("Filas 50.901 a 50.999 de 50.999").waitFor();
      expect(await shownRow(page, theirs.rows)).toEqual(expected("-1"));
      expect(await page.locator(`[data-row="${theirs.rows}"]`).count()).toBe(0);
    }),
  );
});
