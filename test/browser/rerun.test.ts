import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createPool } from "@caudal/db/connect.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installGates, type Gates } from "../crash/support/servers/gates.ts";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { neutralTable, send, settled } from "./support/files.ts";
import { databaseUrl, dataFolder, visit, type Visit } from "./support/visit.ts";

/** Where the server keeps the bytes of a file, as its disk knows it. */
async function bytesOf(id: string): Promise<string> {
  const pool = createPool(databaseUrl, { applicationName: "bytes", max: 1, statementTimeout: 0 });
  try {
    const { rows } = await pool.query<{ object_key: string }>("select object_key from caudal.files where id = $1", [
      id,
    ]);
    return join(dataFolder, "objects", rows[0]?.object_key ?? "");
  } finally {
    await pool.end();
  }
}

async function processAgain(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Acciones de k7.csv.gz" }).click();
  await page.getByRole("menuitem", { name: "Procesar de nuevo" }).click();
}

const zipped = { ...neutralTable("k7.csv.gz"), buffer: gzipSync(neutralTable().buffer) };

/** A file that was read, on its page; gives its id and what its first finding says. */
async function readOnce(person: Visit): Promise<{ readonly id: string; readonly sentence: string }> {
  const id = await send(person, zipped);
  expect(await settled(person, id)).toBe("done");
  await person.page.goto(`/files/${id}`);
  const sentence = await person.page.getByRole("article").first().getByRole("heading").innerText();
  return { id, sentence };
}

describeWith(await requireBrowser(), "a file that is processed again", () => {
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

  test("shows meanwhile what it had and since when, and says when the new result took its place", () =>
    visit(browser, {}, async (person) => {
      const { page } = person;
      const { sentence } = await readOnce(person);
      await gates.close("insights begin");
      try {
        await processAgain(page);
        const strip = page.getByRole("region", { name: "Avance del proceso" });
        await strip.getByText(/^Mientras tanto ves el resultado de la lectura del \d{1,2} \S+ 20\d\d/).waitFor();
        // The first findings of the new run are stored by now: those that are shown are the former ones all the same.
        await gates.waiter(async () => false);
        await page.getByRole("article").getByRole("heading", { name: sentence }).waitFor();
        expect(await page.getByText("Los primeros hallazgos ya están").count()).toBe(0);
        await page.goto("/files");
        await page.getByText("Leyendo de nuevo").waitFor();
        await page.goBack();
        await strip.waitFor();
      } finally {
        await gates.open();
      }
      await page.getByText("El archivo se leyó de nuevo: estos son los hallazgos de la lectura nueva.").waitFor();
      await page.getByRole("article").getByRole("heading", { name: sentence }).waitFor();
      await page.getByRole("region", { name: "Avance del proceso" }).waitFor({ state: "detached" });
    }));

  test("cancelled, it keeps what it had and says so", () =>
    visit(browser, {}, async (person) => {
      const { page } = person;
      const { sentence } = await readOnce(person);
      await gates.close("first begin");
      try {
        await processAgain(page);
        await page.getByRole("button", { name: "Cancelar proceso: k7.csv.gz" }).click();
      } finally {
        await gates.open();
      }
      await page.getByText(/^Cancelaste el último proceso\. Lo que ves es de la lectura del /).waitFor();
      await page.getByRole("article").getByRole("heading", { name: sentence }).waitFor();
      expect(await page.getByRole("main").getByRole("alert").count()).toBe(0);
      await page.goto("/files");
      await page.getByText("Leído").nth(1).waitFor();
      expect(await page.getByText(/falló/).count()).toBe(0);
    }));

  test("failed, it keeps what it had, says why, tells it in the bell, and can be tried again", () =>
    visit(browser, {}, async (person) => {
      const { page } = person;
      const { id, sentence } = await readOnce(person);
      // What a disk can do to a file: its end is gone.
      await truncate(await bytesOf(id), 600);
      await processAgain(page);
      const notice = page.getByRole("main").getByRole("status").filter({ hasText: "No se pudo procesar de nuevo" });
      await notice.waitFor();
      expect(await notice.innerText()).toMatch(/Lo que ves es de la lectura del .*, y sigue completo\./);
      expect(await notice.innerText()).not.toMatch(/_|undefined|null|\{/);
      await page.getByRole("article").getByRole("heading", { name: sentence }).waitFor();
      await page.getByRole("main").getByRole("button", { name: "Reintentar" }).waitFor();

      await page.getByRole("button", { name: "Avisos, 1 sin leer" }).click();
      const told = page.getByRole("dialog", { name: "Avisos" }).getByRole("listitem");
      await told
        .filter({ hasText: "No pudimos procesar tu archivo otra vez" })
        .filter({ hasText: "Lo que ya habíamos encontrado sigue ahí." })
        .waitFor();
      await page.keyboard.press("Escape");

      await page.goto("/files");
      const row = page.getByRole("row", { name: /k7\.csv\.gz/ });
      await row.getByText("el último intento falló").waitFor();
      await row.getByText(/^No se pudo procesar de nuevo\. /).waitFor();
      expect(await row.innerText()).toContain("Leído");
      // The rows that were read stand too.
      await page.goto(`/files/${id}/rows`);
      await page.locator('[data-row="0"]').waitFor();
    }));
});
