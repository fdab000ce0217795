import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { choose, sales, send, settled, text } from "./support/files.ts";
import { visit } from "./support/visit.ts";

describeWith(await requireBrowser(), "files that are not what they should be", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test("an empty one is not sent; a cut one says so in words and can be tried again", () =>
    visit(browser, {}, async ({ page }) => {
      await page.goto("/");
      const cut = gzipSync(sales.buffer).subarray(0, 40_000);
      await choose(page, [
        { ...text("vacío.csv", ""), mimeType: "text/csv" },
        { name: "cortado.csv.gz", mimeType: "application/gzip", buffer: cut },
      ]);
      const tray = page.getByRole("region", { name: "Subidas" });
      await tray.getByText("El archivo está vacío (0 bytes). No se subió nada.").waitFor();
      await tray.getByRole("link", { name: "Ver archivo" }).click();
      const alert = page.getByRole("main").getByRole("alert");
      await alert.waitFor();
      expect(await alert.innerText()).toMatch(/incompleto|cortad|termina antes|dañado/i);
      expect(await alert.innerText()).not.toMatch(/_|undefined|\{/);
      await page.getByRole("button", { name: "Reintentar" }).click();
      // The second run ends as the first: a new notification arrives for it.
      await page.getByRole("button", { name: "Avisos, 1 sin leer" }).click();
      await page.getByRole("dialog", { name: "Avisos" }).getByText("4 avisos anteriores").waitFor();
      await page.keyboard.press("Escape");
      await alert.waitFor();
      await page.goto("/files");
      await page.getByText("Con error").nth(1).waitFor();
      await page
        .getByRole("row", { name: /cortado/ })
        .getByRole("button", { name: "Reintentar" })
        .waitFor();
    }));

  test("one with a wrong ending is read as what it is, and the page says so; no table at all is refused in words", () =>
    visit(browser, {}, async (person) => {
      const { page } = person;
      const misnamed = await send(person, { ...sales, name: "ventas.xlsx" });
      expect(await settled(person, misnamed)).toBe("done");
      await page.goto(`/files/${misnamed}/reading`);
      await page.getByText("El nombre termina en .xlsx, pero por su contenido es CSV").waitFor();
      const picture = await send(person, {
        name: "foto.csv",
        mimeType: "text/csv",
        buffer: Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"),
      });
      expect(await settled(person, picture)).toBe("error");
      await page.goto(`/files/${picture}`);
      await page.getByRole("main").getByRole("alert").waitFor();
    }));

  test("the same bytes twice are said, with the way to the first", () =>
    visit(browser, {}, async (person) => {
      const { page } = person;
      const first = await send(person, sales);
      await settled(person, first);
      const second = await send(person, { ...sales, name: "copia.csv" });
      await settled(person, second);
      await page.goto(`/files/${second}`);
      await page.getByText("Es idéntico a ventas-2025.csv").waitFor();
      await page.getByRole("main").getByRole("link", { name: "ventas-2025.csv" }).click();
      await page.getByRole("heading", { name: "ventas-2025.csv", level: 1 }).waitFor();
    }));

  test("names with marks, formulas, emoji and 255 bytes are shown as they are, and do nothing", () =>
    visit(browser, { width: 390 }, async (person) => {
      const { page } = person;
      const names = [
        `<img src=x onerror="document.title='caught'">.csv`,
        "=HYPERLINK(1).csv",
        "📈 año ñandú.csv",
        `${"ñ".repeat(125)}z.csv`,
      ];
      const header = `<script>document.title='caught'</script>,=1+1,"javascript:alert(1)"\n`;
      for (const name of names) {
        const id = await send(person, text(name, `${header}<b>1</b>,=2+2,3\n<b>2</b>,=3+3,4\n${name.length},x,y\n`));
        await settled(person, id);
        await page.goto(`/files/${id}/rows`);
        await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
        await page.getByText("=2+2").first().waitFor();
        expect(await page.locator("main img, main script, main b").count()).toBe(0);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        expect(await page.title()).not.toContain("caught");
      }
      await page.goto("/files");
      for (const name of names) await page.getByRole("link", { name, exact: true }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }));

  test("another person's file does not exist for me", () =>
    visit(browser, {}, async (owner) => {
      const id = await send(owner, text("privado.csv", "a,b\n1,2\n"));
      await settled(owner, id);
      await visit(browser, {}, async ({ page }) => {
        for (const section of ["", "/rows", "/run"]) {
          await page.goto(`/files/${id}${section}`);
          await page.getByRole("heading", { name: "Esta página no existe" }).first().waitFor();
          expect(await page.getByText("privado").count()).toBe(0);
        }
      });
    }));
});
