import pg from "pg";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { choose, text } from "./support/files.ts";
import { databaseUrl, password, newEmail, signUpAtOnce, visit, type Visit } from "./support/visit.ts";

type Account = { readonly id: string; readonly name: string };

/** The account of somebody else, of which this person is a member too. */
async function joinAnother(browser: Browser, { context, api }: Visit, name: string, role: string): Promise<Account> {
  const me = await api<{ user_id: string }>("/api/me");
  const at = new URL((await context.request.get("/healthz")).url()).origin;
  const other = await browser.newContext({ baseURL: at });
  try {
    await signUpAtOnce(other, at, { name, email: newEmail(), password, locale: "es" });
    const account = ((await (await other.request.get("/api/me")).json()) as { account: Account }).account;
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await client.query(
        `insert into caudal.members (account_id, user_id, role, access_profile_id)
         select account_id, $2, $3, id from caudal.access_profiles where account_id = $1 limit 1`,
        [account.id, me.user_id, role],
      );
    } finally {
      await client.end();
    }
    return account;
  } finally {
    await other.close();
  }
}

const enter = (page: Page, from: string, to: string): Promise<void> =>
  page
    .getByRole("button", { name: `Cambiar de cuenta ${from}` })
    .click()
    .then(() => page.getByRole("menuitemradio", { name: to }).click())
    .then(() => page.getByRole("button", { name: `Cambiar de cuenta ${to}` }).waitFor());

const trayOf = (page: Page) => page.getByRole("region", { name: "Subidas" });

async function slowDown({ context }: Visit, page: Page, bytesPerSecond: number): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
}

describeWith(await requireBrowser(), "somebody of two companies, with a window in each", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test("has the files that were dropped in one in that one, whichever the other window chose meanwhile", () =>
    visit(browser, { name: "Empresa Uno" }, async (person) => {
      const { page, context, api } = person;
      const two = await joinAnother(browser, person, "Empresa Dos", "analyst");
      await page.goto("/");
      await page.getByRole("button", { name: "Cambiar de cuenta Empresa Uno" }).waitFor();
      const names = ["a.csv", "b.csv", "c.csv", "d.csv", "e.csv"];
      const content = `n,palabra\n${Array.from({ length: 40_000 }, (_, row) => `${row},${"abcdefgh".repeat(6)}\n`).join("")}`;
      await slowDown(person, page, 400_000);
      await choose(
        page,
        names.map((name) => text(name, content)),
      );
      await trayOf(page).getByText("Subiendo 5 archivos").waitFor();
      await expect
        .poll(() =>
          trayOf(page)
            .getByText(/^[^0]+.* de 2,/)
            .count(),
        )
        .toBeGreaterThan(0);

      const other = await context.newPage();
      await other.goto("/");
      await enter(other, "Empresa Uno", "Empresa Dos");
      await page.getByText("Ya no estás en Empresa Uno.").waitFor();
      await slowDown(person, page, -1);
      // What was on its way arrives where it was meant to; what waited for its turn waits for its account.
      await trayOf(page)
        .getByText(/Se envía cuando vuelvas a Empresa Uno\./)
        .first()
        .waitFor();
      await trayOf(page)
        .getByText(/archivos? esperan? a que vuelvas a su cuenta/)
        .waitFor();
      const files = async () =>
        (await api<{ items: { file_name: string }[] }>("/api/files?limit=50")).items.map((item) => item.file_name);
      expect(await files()).toEqual([]);
      // The page is the first company's still, with its name and its files.
      await page.getByRole("button", { name: "Cambiar de cuenta Empresa Uno" }).waitFor();

      await enter(other, "Empresa Dos", "Empresa Uno");
      await page.bringToFront();
      await page.evaluate(() => window.dispatchEvent(new Event("focus")));
      await trayOf(page).getByText("5 archivos subidos").waitFor();
      expect((await files()).toSorted()).toEqual(names);
      await api(`/api/accounts/${two.id}/enter`, { method: "POST" }).catch(() => undefined);
      expect(await files()).toEqual([]);
    }));

  test("changes nothing in the other one: what was typed stays, is said to be saved in neither, and is saved after going back", () =>
    visit(browser, { name: "Empresa Uno" }, async (person) => {
      const { page, context, api } = person;
      const two = await joinAnother(browser, person, "Empresa Dos", "admin");
      await page.goto("/admin/companies");
      const field = page.getByLabel("Nueva empresa");
      const save = page.getByRole("button", { name: "Agregar", exact: true }).first();
      await field.fill("Solo de Uno");
      await context.request.post(`/api/accounts/${two.id}/enter`, { headers: { origin: new URL(page.url()).origin } });
      await page.getByText("Ya no estás en Empresa Uno.").first().waitFor();
      await save.click();
      await page.getByText("Aquí ya estás en otra cuenta").waitFor();
      expect(await field.inputValue()).toBe("Solo de Uno");
      const companies = async () =>
        (await api<{ items: { name: string }[] }>("/api/companies")).items.map((item) => item.name);
      expect(await companies()).not.toContain("Solo de Uno");
      await page.getByRole("button", { name: "Volver a Empresa Uno" }).last().click();
      await page.getByText("Ya no estás en Empresa Uno.").first().waitFor({ state: "detached" });
      await save.click();
      await page.getByText("Solo de Uno").first().waitFor();
      expect(await companies()).toContain("Solo de Uno");
    }));

  test("whose role in one is to read is invited there to no upload, and nothing dropped there is sent", () =>
    visit(browser, { name: "Empresa Uno", width: 390 }, async (person) => {
      const { page, context } = person;
      const two = await joinAnother(browser, person, "Empresa Dos", "viewer");
      await page.goto("/");
      await page.getByText("Subir archivos").first().waitFor();
      await context.request.post(`/api/accounts/${two.id}/enter`, { headers: { origin: new URL(page.url()).origin } });
      for (const path of ["/", "/files"]) {
        await page.goto(path);
        await page.getByText("Aquí aparecen los archivos que comparten contigo").waitFor();
        expect(await page.getByText("Subir archivos").count()).toBe(0);
        expect(await page.locator('input[type="file"]').count()).toBe(0);
      }
      await page.keyboard.press("Control+k");
      await page.getByRole("listbox").waitFor();
      expect(await page.getByRole("option", { name: "Subir archivos" }).count()).toBe(0);
      await page.keyboard.press("Escape");
      await page.evaluate(() => {
        const data = new DataTransfer();
        data.items.add(new File(["a,b\n1,2\n"], "x.csv", { type: "text/csv" }));
        for (const kind of ["dragenter", "drop"])
          document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true }));
      });
      expect(await page.getByText("Suelta para subir").count()).toBe(0);
      expect(await trayOf(page).count()).toBe(0);
    }));
});
