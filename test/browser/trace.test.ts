import { readFile } from "node:fs/promises";
import { createPool } from "@caudal/db/connect.ts";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { neutralTable, send, settled } from "./support/files.ts";
import { databaseUrl, visit } from "./support/visit.ts";

describeWith(await requireBrowser(), "the way of a file", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test("leads from a finding to the file, its run and the receipt, which says what was changed since", () =>
    visit(browser, {}, async (person) => {
      const { page } = person;
      const id = await send(person, neutralTable("k8.csv"));
      expect(await settled(person, id)).toBe("done");
      await page.goto(`/files/${id}`);
      const article = page.getByRole("article").first();
      await article.getByRole("button", { name: "¿Cómo lo sabes?" }).click();
      await article.getByRole("link", { name: "Ver de dónde sale: archivo, ejecución y recibo" }).click();
      await page.waitForURL(`**/files/${id}/trace?insight=*`);
      // Back from this very insight, and on to it again.
      const origin = page.locator("section", { has: page.getByRole("heading", { name: /^De dónde sale «/ }) });
      await origin.getByText("dice lo mismo, letra por letra").waitFor();
      await origin.getByText(/^SELECT/i).waitFor();
      expect(await origin.getByRole("link", { name: "Ver el hallazgo" }).getAttribute("href")).toMatch(
        new RegExp(`/files/${id}#[0-9a-f-]{36}$`),
      );
      await page.getByText("Solo tú.").waitFor();
      await page.getByRole("heading", { name: "Llegó el archivo" }).waitFor();
      await page
        .getByText(/DuckDB \d/)
        .last()
        .waitFor();

      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "Descargar recibo" }).click(),
      ]);
      const receipt: unknown = JSON.parse(await readFile(await download.path(), "utf8"));
      expect(receipt).toMatchObject({ receipt: { run: { state: "succeeded" } }, seal: { algorithm: "Ed25519" } });

      await page.getByRole("button", { name: "Comprobar ahora" }).click();
      await page.getByText("Todo está como dice el recibo.").waitFor();
      const pool = createPool(databaseUrl, { applicationName: "tamper", max: 1 });
      try {
        await pool.query(
          "delete from caudal.insights where id = (select id from caudal.insights where file_id = $1 limit 1)",
          [id],
        );
      } finally {
        await pool.end();
      }
      await page.getByRole("button", { name: "Comprobar ahora" }).click();
      await page.getByText("Hay cosas que no están como dice el recibo.").waitFor();
      await page.getByText(/Falta un hallazgo sobre/).waitFor();
    }));
});
