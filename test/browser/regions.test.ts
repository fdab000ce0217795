import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { sales, send, settled } from "./support/files.ts";
import { visit } from "./support/visit.ts";

type Seen = {
  readonly sentences: readonly string[];
  readonly tables: readonly string[];
  readonly charts: readonly string[];
};

describeWith(await requireBrowser(), "figures follow the region of the browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test("in sentences, charts and tables alike", async () => {
    const [argentina, mexico] = [await seenFrom(browser, "AR"), await seenFrom(browser, "MX")];
    for (const place of ["sentences", "tables", "charts"] as const) {
      const marked = argentina[place].filter((text) => /\d\.\d{3}\b/.test(text));
      expect(marked, place).not.toEqual([]);
      // Nothing but the marks differs, and all of them do.
      expect(mexico[place], place).toEqual(argentina[place].map(swapMarks));
    }
    expect(argentina.sentences.join("\n")).toContain("(2.131 de 5.933)");
    expect(mexico.sentences.join("\n")).toContain("(2,131 de 5,933)");
  });
});

async function seenFrom(browser: Browser, region: "AR" | "MX"): Promise<Seen> {
  let seen: Seen = { sentences: [], tables: [], charts: [] };
  await visit(browser, { region }, async (person) => {
    const { page } = person;
    const id = await send(person, sales);
    expect(await settled(person, id)).toBe("done");
    await page.goto(`/files/${id}`);
    await page.getByRole("article").first().waitFor();
    const sentences = await page.getByRole("article").getByRole("heading").allInnerTexts();
    const charts: string[] = [];
    const tables: string[] = [];
    const drawn = page.getByRole("article").filter({ has: page.getByRole("button", { name: /^Descargar gráfica/ }) });
    const shown = await drawn.count();
    for (let index = 0; index < Math.min(6, shown); index += 1) {
      const one = drawn.nth(index);
      await one.scrollIntoViewIfNeeded();
      await one.getByRole("application").locator("svg").waitFor();
      charts.push(...(await one.getByRole("application").locator("svg text").allTextContents()));
      await one.getByRole("radio", { name: "Tabla" }).click();
      await one.getByRole("row").first().waitFor();
      tables.push(...(await one.getByRole("row").allInnerTexts()));
    }
    await showsRows(page, id, region);
    seen = { sentences, tables, charts };
  });
  return seen;
}

/** The rows as they were read, and how many there are. */
async function showsRows(page: Page, id: string, region: "AR" | "MX"): Promise<void> {
  await page.goto(`/files/${id}/rows`);
  await page.getByText(`Filas 1 a 100 de ${region === "AR" ? "5.933" : "5,933"}`).waitFor();
  const first = await page.locator('[data-row="0"] td').allInnerTexts();
  expect(first).toContain(region === "AR" ? "157,50" : "157.50");
}

/** What 1.234,5 says to one reader says 1,234.5 to the other. */
function swapMarks(text: string): string {
  return text.replace(/(?<=\d)[.,](?=\d)/g, (mark) => (mark === "." ? "," : "."));
}
