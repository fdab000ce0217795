import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { address, newEmail, password, signUpAtOnce, visit } from "./support/visit.ts";

/** Each field for a password on the page: what a manager is told of it, and whether it is masked. */
const fieldsOf = async (page: Page) => {
  await page.locator('input[autocomplete$="-password"]').first().waitFor();
  return page
    .locator('input[autocomplete$="-password"]')
    .evaluateAll((found) =>
      found.map((each) => ({ told: each.getAttribute("autocomplete"), type: each.getAttribute("type") })),
    );
};

describeWith(await requireBrowser(), "where a password is typed", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test.each([
    ["/sign-in", true, ["current-password"]],
    ["/sign-up", true, ["new-password"]],
    ["/profile/security", false, ["current-password", "new-password", "current-password"]],
  ] as const)("%s masks it, and says to managers which it is", async (place, stranger, told) => {
    await visit(browser, { stranger }, async ({ page }) => {
      await page.goto(place);
      const fields = await fieldsOf(page);
      expect(fields).toEqual(told.map((each) => ({ told: each, type: "password" })));
      // Nothing that is typed for a password is a plain field without saying so.
      expect(await page.locator('input[type="password"]').count()).toBe(fields.length);
    });
  });

  test("it shows what was typed only while somebody wants to see it", async () => {
    await visit(browser, { stranger: true }, async ({ page }) => {
      await page.goto("/sign-in");
      const field = page.locator('input[autocomplete="current-password"]');
      await field.fill(password);
      const eye = page.locator("button[aria-pressed]").first();
      await eye.click();
      expect(await field.getAttribute("type")).toBe("text");
      await eye.click();
      expect(await field.getAttribute("type")).toBe("password");
      await page.reload();
      expect(await field.inputValue()).toBe("");
    });
  });

  test("a password is pasted, and signs in", async () => {
    await visit(browser, { stranger: true }, async ({ page, context }) => {
      const email = newEmail();
      const elsewhere = await browser.newContext({ baseURL: address });
      await signUpAtOnce(elsewhere, address, { name: "Ana", email, password, locale: "es" });
      await elsewhere.close();
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      await page.goto("/sign-in");
      await page.locator('input[autocomplete="username"]').fill(email);
      await page.evaluate((text) => navigator.clipboard.writeText(text), password);
      const field = page.locator('input[autocomplete="current-password"]');
      await field.focus();
      await page.keyboard.press("ControlOrMeta+V");
      expect(await field.inputValue()).toBe(password);
      await page.keyboard.press("Enter");
      await page.waitForURL((at) => at.pathname !== "/sign-in");
    });
  });
});
