import AxeBuilder from "@axe-core/playwright";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { send, text } from "./support/files.ts";
import { visit, type Visit } from "./support/visit.ts";

async function makeHistory(person: Visit): Promise<void> {
  await person.api("/api/account", { method: "PATCH", data: { name: "Ferretería Norte" } });
  await person.api("/api/me", { method: "PATCH", data: { locale: "es", auto_process: false } });
  await send(person, text("secreto.csv", "a,b\n1,2\n"));
}

describeWith(await requireBrowser(), "the audit's page", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test("tells in sentences who did what, opens to before and after, and keeps its filters in the address", () =>
    visit(browser, {}, async (person) => {
      const { page } = person;
      await makeHistory(person);
      await page.goto("/admin/audit");
      const renamed = page.locator("summary", {
        hasText: "Ana Pruebas cambió el nombre de la cuenta a «Ferretería Norte»",
      });
      await renamed.waitFor();
      await page.locator("summary", { hasText: "Ana Pruebas subió un archivo" }).waitFor();
      expect(await page.locator("main").innerText()).not.toContain("secreto.csv");
      await renamed.click();
      await page.getByRole("row", { name: "nombre Ana Pruebas Ferretería Norte" }).waitFor();
      await page.getByRole("button", { name: "Solo esto" }).click();
      await page.waitForURL(/action=account\.changed/);
      await page.locator("summary", { hasText: "subió un archivo" }).waitFor({ state: "detached" });
      await page.reload();
      await renamed.waitFor();
      expect(await page.locator("summary").count()).toBe(1);
      await page.getByRole("button", { name: "Quitar todos los filtros" }).click();
      await page.locator("summary", { hasText: "subió un archivo" }).waitFor();
      await page.getByLabel("Qué", { exact: true }).selectOption({ label: "Archivos" });
      await page.waitForURL(/type=file/);
      await renamed.waitFor({ state: "detached" });
      await page.getByLabel("Hasta").fill("2001-01-01");
      await page.getByText("Nada coincide").waitFor();
    }));

  test("says what failed, and asks again", () =>
    visit(browser, { expected: /503/ }, async ({ page }) => {
      await page.route("**/api/audit?*", (route) => route.abort());
      await page.route("**/api/audit", (route) => route.abort());
      await page.goto("/admin/audit");
      await page.getByRole("alert").waitFor();
      await page.unroute("**/api/audit?*");
      await page.unroute("**/api/audit");
      await page.getByRole("button", { name: /otra vez|reintentar/i }).click();
      await page.locator("summary").first().waitFor();
    }));

  test.each([
    { theme: "light", width: 1440 },
    { theme: "dark", width: 390 },
  ] as const)("is accessible and stays inside the screen: $theme, $width px", ({ theme, width }) =>
    visit(browser, { theme, width }, async (person) => {
      const { page } = person;
      await makeHistory(person);
      await page.goto("/admin/audit");
      await page.locator("summary", { hasText: "cambió el nombre" }).click();
      await page.getByRole("button", { name: "Solo esto" }).waitFor();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      const folder = process.env["CAUDAL_TEST_PICTURES"];
      if (folder !== undefined)
        await page.screenshot({ path: `${folder}/audit-${theme}-${width}.png`, fullPage: true });
    }),
  );
});
