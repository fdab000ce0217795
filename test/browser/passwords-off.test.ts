import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { mailIn } from "../support/mail-folder.ts";
import { answerAtProvider, openCompany, type Company } from "./support/company.ts";
import { expectWhole } from "./support/expect-whole.ts";
import { newEmail, placeOf, visit } from "./support/visit.ts";

describeWith(await requireBrowser(), "where the company's service is the one way in", () => {
  let browser: Browser;
  let database: TestDatabase;
  let dataDir: string;
  let company: Company;
  beforeAll(async () => {
    [browser, database] = [await launchBrowser(), await createTestDatabase()];
    dataDir = await mkdtemp(join(tmpdir(), "caudal-passwords-off-"));
    const own = { urls: database.urls, dataDir };
    company = await openCompany("Cuentas de la Cooperativa Agrícola del Valle Central", {
      own,
      env: { CAUDAL_PASSWORDS: "off" },
    });
  });
  afterAll(async () => {
    await browser.close();
    await company.close();
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  function somebody(name: string, email = newEmail()): { readonly sub: string; readonly email: string } {
    const person = { sub: crypto.randomUUID(), email, email_verified: true, name };
    company.provider.people.set(person.sub, person);
    return person;
  }

  test.each([
    { width: 390, theme: "dark" },
    { width: 1440, theme: "light" },
  ] as const)("no page asks for a password, and each leads to the service: $width px, $theme", (look) =>
    visit(browser, { ...look, stranger: true, at: company.address }, async ({ page }) => {
      for (const place of ["/sign-in", "/sign-up", "/forgot", "/reset#token=x", "/confirm#token=x"]) {
        await page.goto("about:blank");
        await page.goto(company.address + place);
        await page.getByRole("button", { name: `Entrar con ${company.name}` }).waitFor();
        await page.getByText(`En este Caudal se entra solo con ${company.name}`).waitFor();
        expect([place, await page.locator("input").count()]).toEqual([place, 0]);
        expect(await page.getByText(/o con tu contraseña|Crear cuenta|Olvidaste/).count()).toBe(0);
        await expectWhole(page);
      }
    }),
  );

  test("one comes in there, invites, and whoever is invited accepts there: no password anywhere, on a phone", () =>
    visit(browser, { width: 390, stranger: true, at: company.address }, async ({ page }) => {
      const owner = somebody("Olga Fundadora");
      await page.goto("/admin/invitations");
      await page.getByRole("button", { name: `Entrar con ${company.name}` }).click();
      await answerAtProvider(company, page, owner.sub, true);
      await page.getByRole("heading", { name: "Administración", level: 1 }).waitFor();
      const email = newEmail();
      await page.getByLabel("Correo").fill(email);
      await page.getByRole("button", { name: "Mandar invitación" }).click();
      const link = /https?:\/\/\S+\/invitation#\S+/.exec((await mailIn(dataDir, email, /invita/i)).text)?.[0] ?? "";
      await page.goto("/profile/security");
      await page.getByText("No tienes contraseña en Caudal").waitFor();
      expect(await page.locator('input[type="password"]').count()).toBe(0);
      await visit(browser, { width: 390, stranger: true, at: company.address }, async (invited) => {
        await invited.page.goto(company.address + placeOf(link));
        await invited.page.getByText(`Acéptala con la cuenta de ${email}`).waitFor();
        expect(await invited.page.locator("input").count()).toBe(0);
        await expectWhole(invited.page);
        // First as somebody else: nobody is let in, and the page says for whom it is.
        await invited.page.getByRole("button", { name: `Aceptar con ${company.name}` }).click();
        await answerAtProvider(company, invited.page, somebody("Pedro Otro").sub, true);
        await invited.page.getByText("La invitación es para otro correo que el tuyo").waitFor();
        await expectWhole(invited.page);
        expect(invited.page.url()).not.toContain(placeOf(link).split("#")[1] ?? "#");
        // Then, from where they are, as whom the invitation is for, once the service knows them as nobody else any more.
        await invited.context.clearCookies({ domain: "localhost" });
        await invited.page.getByRole("button", { name: `Entrar con ${company.name}` }).click();
        await answerAtProvider(company, invited.page, somebody("Vera Nueva", email).sub, true);
        await invited.page.getByRole("heading", { name: "Hola, Vera" }).waitFor();
        const me = await invited.api<{ readonly email: string; readonly account: { readonly role: string } }>(
          "/api/me",
        );
        expect(me.email).toBe(email);
        expect(me.account.role).not.toBe("owner");
      });
    }));
});
