import AxeBuilder from "@axe-core/playwright";
import type { Me } from "@caudal/contract/resources/me.ts";
import pg from "pg";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { send, settled, text } from "./support/files.ts";
import { moveInto } from "./support/move-into.ts";
import { databaseUrl, visit } from "./support/visit.ts";

async function breaches(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join("\n  ")}`);
}

/** As the operator's command does. */
async function setQuota(accountId: string, figures: object): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query("select caudal.set_quota($1, $2)", [accountId, figures]);
  await client.end();
}

describeWith(await requireBrowser(), "somebody who was removed from the last account", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test.each([
    { width: 1440, theme: "light" },
    { width: 390, theme: "dark" },
  ] as const)("finds what they left, takes it away and has it removed: $width px, $theme", ({ width, theme }) =>
    visit(browser, { name: "Olga Dueña" }, (owner) =>
      visit(browser, { name: "Vera Saliente", width, theme, expected: /403/ }, async (gone) => {
        await moveInto(await owner.api<Me>("/api/me"), await gone.api<Me>("/api/me"));
        const id = await send(gone, text("ventas.csv", "fecha,monto\n2026-01-01,10\n2026-01-02,12\n"));
        await settled(gone, id);

        const { page } = owner;
        await page.goto("/admin/members");
        await page.getByRole("button", { name: "Quitar Vera Saliente" }).click();
        await page.getByRole("dialog").getByText("Sus archivos siguen siendo solo suyos 30 días").waitFor();
        await page.getByRole("dialog").getByRole("button", { name: "Quitar" }).click();
        await page.getByRole("heading", { name: "Quienes salieron" }).waitFor();
        await page.getByText("1 archivo, ").waitFor();
        expect(await breaches(page)).toEqual([]);

        // It takes no room of the account, and whose it is stands there with its date.
        await page.setViewportSize({ width, height: 900 });
        const { account } = await owner.api<Me>("/api/me");
        await setQuota(account.id, { storage_bytes: 1_000_000, files: 1 });
        await page.goto("/admin/use");
        await page.getByText("La cuenta usa 0 B de 1 MB. Quedan 1 MB.").waitFor();
        await page.getByText(/^Quienes salieron dejaron .* en 1 archivo\. No cuenta en el límite\./).waitFor();
        await page.getByRole("row", { name: /Vera Saliente ?salió · se guarda hasta el \d+ \S+ \d{4}/ }).waitFor();
        expect(await breaches(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        await setQuota(account.id, { storage_bytes: 1, files: 0 });
        await page.goto("/admin/use");
        await page.getByText(/En el límite cuenta lo que sobra: \d+ B y 1 archivo, hasta que se borre/).waitFor();

        await gone.page.goto("/files");
        await gone.page.getByRole("heading", { name: "Ya no perteneces a ninguna cuenta" }).waitFor();
        await gone.page.getByText("Olga Dueña").first().waitFor();
        expect(await breaches(gone.page)).toEqual([]);
        expect(await gone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
          0,
        );
        const [download] = await Promise.all([
          gone.page.waitForEvent("download"),
          gone.page.getByRole("button", { name: "Descargar mis datos" }).click(),
        ]);
        expect(download.suggestedFilename()).toMatch(/^caudal-mis-datos-/);

        await gone.page.getByRole("button", { name: "Borrar ya Olga Dueña" }).click();
        await gone.page.getByRole("dialog").getByRole("button", { name: "Borrar", exact: true }).click();
        await gone.page.getByRole("heading", { name: "Lo que dejaste", exact: true }).waitFor({ state: "detached" });

        await gone.page.getByText("Borrarte").click();
        await gone.page.getByLabel("Escribe BORRAR para confirmar").fill("borrar");
        expect(await breaches(gone.page)).toEqual([]);
        await gone.page.getByRole("button", { name: "Borrar todo lo mío" }).click();
        await gone.page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
      }),
    ),
  );
});
