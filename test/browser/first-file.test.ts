import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installGates, type Gates } from "../crash/support/servers/gates.ts";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { drop, sales, send, settled } from "./support/files.ts";
import { databaseUrl, visit } from "./support/visit.ts";

describeWith(await requireBrowser(), "a messy file becomes insights", () => {
  let browser: Browser;
  let gates: Gates;
  beforeAll(async () => {
    browser = await launchBrowser();
    gates = await installGates(databaseUrl);
  });
  afterAll(async () => {
    await gates.end();
    await browser.close();
  });

  test("dropped anywhere, it is read before one's eyes, without a reload", () =>
    visit(browser, {}, async ({ page }) => {
      await page.goto("/");
      await page.getByRole("heading", { name: "Hola, Ana" }).waitFor();
      await page.evaluate(() => document.documentElement.setAttribute("data-never-reloaded", ""));
      await gates.close("insights begin");
      try {
        await drop(page, sales);
        const tray = page.getByRole("region", { name: "Subidas" });
        await tray.getByText("1 archivo subido").waitFor();
        await tray.getByRole("link", { name: "Ver archivo" }).click();
        await page.getByRole("heading", { name: "ventas-2025.csv", level: 1 }).waitFor();
        // The second wave of insights stands still at the gate: what is there now are the first ones, of a run under way.
        await page.getByText("Los primeros hallazgos ya están").waitFor();
        const first = await page.getByRole("article").count();
        expect(first).toBeGreaterThan(2);
        const bar = page.getByRole("main").getByRole("progressbar");
        const percent = Number(await bar.getAttribute("aria-valuenow"));
        expect(percent).toBeGreaterThan(0);
        expect(percent).toBeLessThan(100);
        await page.getByRole("button", { name: "1 en curso" }).waitFor();
        await gates.open();
        await page.getByText("Los primeros hallazgos ya están").waitFor({ state: "detached" });
        await page.getByRole("button", { name: "Ordenar por importancia" }).click();
        expect(await page.getByRole("article").count()).toBeGreaterThan(first);
      } finally {
        await gates.open();
      }
      await page.getByRole("button", { name: "Avisos, 1 sin leer" }).click();
      const bell = page.getByRole("dialog", { name: "Avisos" });
      await bell.getByText("Procesamiento completado").waitFor();
      await bell.getByRole("button", { name: "Marcar todos como leídos" }).click();
      await page.getByRole("button", { name: "Avisos, ninguno sin leer" }).waitFor();
      expect(await page.locator("html").getAttribute("data-never-reloaded")).toBe("");
    }));

  test("a run is cancelled in its midst, keeps the file, and starts again", () =>
    visit(browser, {}, async (person) => {
      const { page } = person;
      await gates.close("first begin");
      try {
        const id = await send(person, sales);
        await page.goto(`/files/${id}`);
        await page.getByRole("progressbar", { name: "Avance del proceso: ventas-2025.csv" }).waitFor();
        await page.getByRole("button", { name: "Cancelar proceso: ventas-2025.csv" }).click();
      } finally {
        await gates.open();
      }
      await page.getByText("Cancelaste el proceso").waitFor();
      await page.getByText("El archivo original sigue guardado.").waitFor();
      await page.getByRole("button", { name: "Procesar" }).click();
      await page
        .getByText(/5\.933 filas/)
        .first()
        .waitFor();
      await page.getByRole("article").first().waitFor();
    }));

  test("an insight shows its chart, its table, how one knows, and its picture", () =>
    visit(browser, {}, async (person) => {
      const { page } = person;
      const id = await send(person, sales);
      expect(await settled(person, id)).toBe("done");
      await page.goto(`/files/${id}`);
      const one = page
        .getByRole("article")
        .filter({ has: page.getByRole("button", { name: /^Descargar gráfica/ }) })
        .first();
      const sentence = await one.getByRole("heading").innerText();
      await one.getByRole("application").locator("svg").waitFor();
      expect(await one.innerText()).toMatch(/Casi seguro|Muy probable|Probable|Indicio/);
      await one.getByRole("radio", { name: "Tabla" }).click();
      expect(await one.getByRole("region", { name: sentence }).getByRole("row").count()).toBeGreaterThan(2);
      await one.getByRole("radio", { name: "Gráfica" }).click();

      for (const [item, ending, looks] of [
        ["Descargar PNG", "png", /^\x89PNG/],
        ["Descargar SVG", "svg", /<svg[\s\S]*<text/],
      ] as const) {
        await one.getByRole("button", { name: /^Descargar gráfica/ }).click();
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.getByRole("menuitem", { name: item }).click(),
        ]);
        expect(download.suggestedFilename()).toMatch(new RegExp(`\\.${ending}$`));
        expect(readFileSync(await download.path(), "latin1")).toMatch(looks);
      }

      await one.getByRole("button", { name: /¿Cómo lo sabes\?/ }).click();
      await one.getByRole("heading", { name: "Método" }).waitFor();
      expect(await one.locator("pre").innerText()).toMatch(/select/i);
      // The figures of the confidence have words: none of the engine's own names is left.
      const terms = await one.locator("dl dt").allInnerTexts();
      expect(terms.length).toBeGreaterThan(1);
      for (const term of terms) expect(term).not.toMatch(/^(rows|rejected|covered|tests|[pqn])$/);
      // A test is never a certainty.
      const said = await page.getByRole("article").allInnerTexts();
      for (const text of said) expect(text).not.toMatch(/100\s%, descontado el azar/);
    }));

  test("its rows are turned, jumped to and sorted from the keyboard", () =>
    visit(browser, {}, async (person) => {
      const { page } = person;
      const id = await send(person, sales);
      await settled(person, id);
      await page.goto(`/files/${id}/rows`);
      const grid = page.getByRole("grid", { name: "Filas de ventas-2025.csv" });
      const cell = (row: number, column: number) => grid.locator(`[data-row="${row - 1}"] [data-column="${column}"]`);
      await cell(1, 0).waitFor();
      // The file's own first line, as its writer wrote it.
      const [, line = ""] = new TextDecoder("windows-1252").decode(sales.buffer).split(/\r?\n/);
      const [folio = "", , branch = "", city = "", code = "", product = ""] = line.split(";");
      expect(await grid.locator('[data-row="0"] td').allInnerTexts()).toEqual(
        expect.arrayContaining([folio, branch, city, code, product, "1 ene 2025", "157,50"]),
      );
      await cell(1, 0).focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowRight");
      expect(await page.evaluate(() => document.activeElement?.getAttribute("data-column"))).toBe("1");
      await page.keyboard.press("PageDown");
      await page.getByText("Filas 101 a 200 de 5.933").waitFor();
      await page.waitForFunction(
        () => document.activeElement?.closest("[data-row]")?.getAttribute("data-row") === "101",
      );
      await page.getByLabel("Ir a la fila").fill("5.900");
      await page.keyboard.press("Enter");
      await page.getByText("Filas 5.801 a 5.900 de 5.933").waitFor();
      await cell(5900, 0).waitFor();
      await page.getByLabel("Ir a la fila").fill("6000");
      await page.keyboard.press("Enter");
      await page.getByText("Escribe un número de fila entre 1 y 5.933.").waitFor();

      await page.getByRole("button", { name: "Primeras filas" }).click();
      await grid
        .getByRole("columnheader", { name: /^Importe/ })
        .getByRole("button")
        .click();
      await grid.locator('th[aria-sort="ascending"]').waitFor();
      await page.waitForFunction(() => document.querySelector('[role="grid"]')?.getAttribute("aria-busy") === "false");
      const amounts = (await grid.locator('td[data-column="10"]').allInnerTexts()).map((text) =>
        Number(text.replaceAll(".", "").replace(",", ".")),
      );
      expect(amounts.length).toBe(100);
      expect(amounts).toEqual(amounts.toSorted((a, b) => a - b));
      expect(amounts[0]).toBeLessThan(0);

      // A row keeps its number, by which it is found again in the file itself and in the file's own order.
      const first = grid.locator('[data-row="0"]');
      const shown = await first.getByRole("rowheader").innerText();
      const number = Number(shown.replaceAll(/\D/g, ""));
      expect(number).toBeGreaterThan(1);
      const [sale = ""] = await first.locator("td").allInnerTexts();
      await page.getByLabel("Ir a la fila").fill(String(number));
      await page.keyboard.press("Enter");
      await grid.locator('th[aria-sort="ascending"]').waitFor({ state: "detached" });
      await grid.getByRole("rowheader", { name: shown, exact: true }).waitFor();
      expect(await cell(number, 0).innerText()).toBe(sale);
    }));

  test("what was rejected, how it was read and how it ran each have their page", () =>
    visit(browser, {}, async (person) => {
      const { page } = person;
      const id = await send(person, sales);
      await settled(person, id);
      await page.goto(`/files/${id}`);
      const sections = page.getByRole("navigation", { name: "Secciones del archivo" });
      await sections.getByRole("link", { name: /^Rechazadas/ }).click();
      await page.waitForURL(/\/rejects$/);
      await page.getByText("6 filas no se pudieron leer").first().waitFor();
      await page.getByText("fecha pendiente").first().waitFor();
      await sections.getByRole("link", { name: "Lectura" }).click();
      await page.getByText("punto y coma ( ; )").waitFor();
      await page.getByText("windows-1252", { exact: true }).waitFor();
      await sections.getByRole("link", { name: /^Columnas/ }).click();
      await page.getByRole("heading", { name: "Forma de pago" }).waitFor();
      await sections.getByRole("link", { name: "Ejecución" }).click();
      await page.getByRole("heading", { name: /Terminada/ }).waitFor();
      await expect.poll(() => page.getByLabel("terminado").count(), { timeout: 15_000 }).toBe(4);
      await page.goBack();
      await page.getByRole("heading", { name: "Forma de pago" }).waitFor();
    }));
});
