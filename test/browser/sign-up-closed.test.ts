import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { openCompany, type Company } from "./support/company.ts";
import { expectWhole } from "./support/expect-whole.ts";
import { visit } from "./support/visit.ts";

describeWith(await requireBrowser(), "where sign-up is closed", () => {
  let browser: Browser;
  let company: Company;
  beforeAll(async () => {
    browser = await launchBrowser();
    company = await openCompany("Cuentas de la Casa", { env: { CAUDAL_SIGN_UP: "closed" } });
  });
  afterAll(async () => {
    await browser.close();
    await company.close();
  });

  test.each([
    { width: 390, theme: "dark" },
    { width: 1440, theme: "light" },
  ] as const)("nothing offers an account, and who asks for one hears of invitations: $width px, $theme", (look) =>
    visit(browser, { ...look, stranger: true, at: company.address }, async ({ page }) => {
      await page.goto(`${company.address}/sign-in`);
      await page.getByText("Aquí se entra con invitación").waitFor();
      expect(await page.getByRole("link", { name: "Crear cuenta" }).count()).toBe(0);
      await expectWhole(page);
      await page.goto(`${company.address}/sign-up?next=%2Ffiles`);
      await page.getByRole("heading", { name: "Este Caudal es por invitación" }).waitFor();
      expect(await page.locator("input").count()).toBe(0);
      await expectWhole(page);
      await page.getByRole("link", { name: "Entrar", exact: true }).click();
      await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
      expect(new URL(page.url()).searchParams.get("next")).toBe("/files");
    }),
  );
});
