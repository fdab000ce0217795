import pg from "pg";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { neutralTable, send } from "./support/files.ts";
import { databaseUrl, visit } from "./support/visit.ts";

describeWith(await requireBrowser(), "webhooks in the profile", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test("one is added by phone, its secret shown once, tried, and told as what came of it", () =>
    visit(browser, { width: 390 }, async ({ page }) => {
      const program = process.env["CAUDAL_TEST_PAGE_PROGRAM"] ?? "";
      await page.goto("/profile/notices");
      await page.getByRole("button", { name: "Agregar webhook" }).click();
      await page.getByRole("button", { name: "Guardar" }).click();
      await page.getByText("Escribe la dirección.").waitFor();
      await page.getByLabel("Nombre").fill("Tablero de ventas");
      await page.getByLabel("Dirección").fill("https://169.254.169.254/latest");
      await page.getByRole("button", { name: "Guardar" }).click();
      await page.getByText("A esa dirección no se llama").waitFor();
      await page.getByLabel("Dirección").fill(`${program}/avisos`);
      await page.getByRole("button", { name: "Guardar" }).click();
      expect(await page.getByLabel("Secreto", { exact: true }).inputValue()).toMatch(/^whsec_/);
      await page.getByRole("button", { name: "Ya lo guardé" }).click();
      await page.getByRole("button", { name: "Probar: Tablero de ventas" }).click();
      await page.getByText("Recibido").waitFor();
      await page.getByRole("button", { name: "Cambiar: Tablero de ventas" }).click();
      await page.getByLabel("Dirección").fill(`${program}/otra`);
      await page.getByRole("button", { name: "Guardar" }).click();
      // Another address has another secret.
      expect(await page.getByLabel("Secreto", { exact: true }).inputValue()).toMatch(/^whsec_/);
      await page.getByRole("button", { name: "Ya lo guardé" }).click();
      await page.getByRole("button", { name: "Probar: Tablero de ventas" }).click();
      await page.getByText("Contestó con el estado 500").first().waitFor();
      if (process.env["DIAL_SHOTS"] !== undefined) {
        await page.screenshot({ path: `${process.env["DIAL_SHOTS"]}/phone.png`, fullPage: true });
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.screenshot({ path: `${process.env["DIAL_SHOTS"]}/desk.png`, fullPage: true });
      }
      await page.getByRole("button", { name: "Eliminar: Tablero de ventas" }).click();
      await page.getByRole("button", { name: "Eliminar", exact: true }).last().click();
      await page.getByText("Todavía no hay ninguno.").waitFor();
    }));

  test("what did not arrive while Caudal had stopped calling is listed, and goes out once it is switched on", () =>
    visit(browser, { name: "Ana Envíos" }, async (visited) => {
      const { page, api } = visited;
      const program = process.env["CAUDAL_TEST_PAGE_PROGRAM"] ?? "";
      const { id } = await api<{ readonly id: string }>("/api/me/webhooks", {
        method: "POST",
        data: { name: "Tablero", url: `${program}/avisos`, kinds: ["file.uploaded"] },
      });
      const superuser = new pg.Client({ connectionString: databaseUrl });
      await superuser.connect();
      await superuser.query("update caudal.webhooks set active = false, stopped = 'failing' where id = $1", [id]);
      await superuser.end();
      await send(visited, neutralTable("uno.csv"));
      await send(visited, neutralTable("dos.csv"));
      await page.goto("/profile/notices");
      await page.getByText("2 avisos no llegaron. Quedan guardados 30 días. Activa el webhook").waitFor();
      await page.getByRole("button", { name: "Activar: Tablero" }).click();
      await page.getByText("Últimos envíos").click();
      await page.getByLabel("Solo lo que no llegó").check();
      await page.getByRole("button", { name: "Enviar de nuevo", exact: true }).first().click();
      await page.getByRole("button", { name: "Enviarlo de nuevo: Tablero" }).click();
      await page.getByText("No falta nada por llegar.").waitFor();
      await page.getByLabel("Solo lo que no llegó").uncheck();
      await page.getByText("Recibido").nth(1).waitFor();
    }));
});
