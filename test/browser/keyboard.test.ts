import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { neutralTable } from "./support/files.ts";
import { visit } from "./support/visit.ts";

/** Presses a key until what has the focus is called so. Fails when it never comes, or when one cannot see where one stands. */
async function moveTo(page: Page, name: RegExp, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press(key);
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return { name: "", seen: true };
      const style = getComputedStyle(element);
      return {
        name: element.getAttribute("aria-label") ?? element.textContent ?? "",
        seen: style.outlineStyle !== "none" && style.outlineWidth !== "0px",
      };
    });
    if (!at.seen) throw new Error(`no ring around «${at.name}»`);
    if (name.test(at.name)) return;
    passed.push(at.name);
  }
  throw new Error(`Tab never came to ${String(name)}, but by: ${passed.join(" | ")}`);
}

describeWith(await requireBrowser(), "without a mouse", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test("a file is uploaded, opened, its rows are turned, and one signs out", () =>
    visit(browser, {}, async ({ page }) => {
      // Listened for from the start: a key is faster than a browser that is only then told to hand its chooser over.
      page.on("filechooser", (chooser) => void chooser.setFiles(neutralTable()));
      await page.goto("/");
      await page.getByText("Empieza con un archivo").waitFor();
      await moveTo(page, /^Subir archivos$/);
      await page.keyboard.press("Enter");
      await page.getByRole("region", { name: "Subidas" }).getByRole("link", { name: "Ver archivo" }).waitFor();
      await moveTo(page, /^Ver archivo/);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "k7.csv", level: 1 }).waitFor();
      await page.getByRole("article").first().waitFor();
      await moveTo(page, /^Filas$/);
      await page.keyboard.press("Enter");
      await page.getByText("Filas 1 a 100 de 303").waitFor();
      await moveTo(page, /^Filas siguientes$/);
      await page.keyboard.press("Enter");
      await page.getByText("Filas 101 a 200 de 303").waitFor();
      await moveTo(page, /^Cuenta de Ana Pruebas$|Cuenta de Ana Pruebas/, "Shift+Tab");
      await page.keyboard.press("Enter");
      await page.getByRole("menuitem", { name: "Salir" }).waitFor();
      await page.keyboard.press("End");
      await page.waitForFunction(() => document.activeElement?.textContent === "Salir");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
    }));
});
