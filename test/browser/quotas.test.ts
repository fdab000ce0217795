import pg from "pg";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { neutralTable, send } from "./support/files.ts";
import { databaseUrl, visit } from "./support/visit.ts";

describeWith(await requireBrowser(), "the room of an account", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test.each([
    { width: 1440, theme: "light" },
    { width: 390, theme: "dark" },
  ] as const)("is told when it comes to its end, and who uses how much stands in Administración: $width px", (look) =>
    visit(browser, { ...look, name: "Ana Espacio" }, async (visited) => {
      const { page, api } = visited;
      await send(visited, neutralTable("k7.csv"));
      await page.goto("/files");
      await page.getByText("k7.csv").first().waitFor();
      expect(await page.getByText("La cuenta usa").count()).toBe(0);
      const me = await api<{ readonly account: { readonly id: string } }>("/api/me");
      // As the operator's command does.
      const superuser = new pg.Client({ connectionString: databaseUrl });
      await superuser.connect();
      await superuser.query("select caudal.set_quota($1, $2)", [
        me.account.id,
        { storage_bytes: 1000, files: 1, runs: 3 },
      ]);
      await superuser.end();
      await page.goto("/files");
      await page.getByText(/^La cuenta usa .* de 1 kB: quedan 0 B\./).waitFor();
      await page.getByText("El límite se alcanzó").waitFor();
      await page
        .getByText("La cuenta guarda 1 archivo, de 1 que puede: quedan 0. Ya guarda todos los que puede")
        .waitFor();
      if (process.env["OUTBOX_SHOTS"] !== undefined)
        await page.screenshot({ path: `${process.env["OUTBOX_SHOTS"]}/files-${look.width}.png`, fullPage: true });
      await page.getByRole("link", { name: "Ver quién usa cuánto" }).click();
      await page.getByText(/^La cuenta usa .* de 1 kB\. Quedan 0 B\.$/).waitFor();
      await page.getByRole("meter", { name: "Archivos guardados" }).waitFor();
      await page.getByText("Se procesan hasta 3 archivos a la vez").waitFor();
      const row = page.getByRole("row", { name: /Ana Espacio/ });
      expect(await row.textContent()).toMatch(/Ana Espacio[\d.,]+ kB/);
      expect(await page.getByRole("main").textContent()).not.toContain("k7.csv");
      if (process.env["OUTBOX_SHOTS"] !== undefined)
        await page.screenshot({ path: `${process.env["OUTBOX_SHOTS"]}/use-${look.width}.png`, fullPage: true });
      // What is deleted makes room, and the open page says so by itself.
      await page.goto("/files");
      await page.getByText("Ya guarda todos los que puede").waitFor();
      const { items } = await api<{ readonly items: readonly { readonly id: string }[] }>("/api/files");
      for (const { id } of items) await api(`/api/files/${id}`, { method: "DELETE" });
      await page.getByText("Ya guarda todos los que puede").waitFor({ state: "detached" });
    }),
  );
});
