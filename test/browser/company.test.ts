import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { mailIn } from "../support/mail-folder.ts";
import { ageProof } from "./support/age-proof.ts";
import { openCompany, type Company } from "./support/company.ts";
import { address, dataFolder, newEmail, password, placeOf, visit } from "./support/visit.ts";

/** Everything on the page can be seen and read: nothing outside the screen, and nothing that bars a reader. */
async function expectWhole(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join()}`)).toEqual(
    [],
  );
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

/** No button sticks out of the dialog that stands on top. */
async function expectButtonsInside(page: Page, title: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: title });
  const around = await dialog.boundingBox();
  for (const button of await dialog.getByRole("button").all()) {
    const box = await button.boundingBox();
    expect(box?.x ?? -1).toBeGreaterThanOrEqual(around?.x ?? 0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual((around?.x ?? 0) + (around?.width ?? 0));
  }
}

describeWith(await requireBrowser(), "somebody whose company has a sign-in of its own", () => {
  let browser: Browser;
  let company: Company;
  beforeAll(async () => {
    browser = await launchBrowser();
    company = await openCompany("Cuentas de la Cooperativa Agrícola del Valle Central");
  });
  afterAll(async () => {
    await browser.close();
    await company.close();
  });

  function somebody(name: string): { readonly sub: string; readonly email: string } {
    const person = { sub: crypto.randomUUID(), email: newEmail(), email_verified: true, name };
    company.provider.people.set(person.sub, person);
    return person;
  }

  /** What the provider asks: who one is; and, the first time, whether Caudal may know. */
  async function answerThere(page: Page, sub: string, first: boolean): Promise<void> {
    await page.waitForURL((url) => url.origin === company.provider.issuer);
    await page.locator('input[name="login"]').fill(sub);
    await page.locator('input[name="password"]').fill("whatever");
    await page.locator('button[type="submit"]').click();
    if (!first) return;
    await page.locator('input[name="prompt"][value="consent"]').waitFor({ state: "attached" });
    await page.locator('button[type="submit"]').click();
  }

  async function enter(page: Page, sub: string): Promise<void> {
    await page.goto("/files");
    await page.getByRole("button", { name: `Entrar con ${company.name}` }).waitFor();
    await expectWhole(page);
    await page.getByRole("button", { name: `Entrar con ${company.name}` }).click();
    await answerThere(page, sub, true);
    await page.getByRole("heading", { name: "Archivos", level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/files");
  }

  async function askForKey(page: Page): Promise<void> {
    await page.getByRole("button", { name: "Crear clave" }).click();
    await page.getByLabel("Nombre").fill("Tablero de ventas");
    await page.getByRole("button", { name: "Crear clave" }).last().click();
  }

  test.each([
    { width: 390, theme: "dark" },
    { width: 1440, theme: "light" },
  ] as const)(
    "signs in there and comes back to where they wanted to go; shows there anew that it is still they, and goes on: $width px, $theme",
    (look) =>
      visit(browser, { ...look, stranger: true, at: company.address }, async ({ page, api }) => {
        const person = somebody("Juana Cooperativa");
        await enter(page, person.sub);
        const me = await api<{ readonly user_id: string; readonly email: string }>("/api/me");
        expect(me.email).toBe(person.email);
        await page.goto("/profile/security");
        await page.getByText("No tienes contraseña en Caudal").waitFor();
        // Nothing asks for a password that there is not.
        expect(await page.getByLabel("Contraseña actual").count()).toBe(0);
        expect(await page.getByRole("button", { name: /Activar dos pasos|Enviar enlace/ }).count()).toBe(0);
        await expectWhole(page);

        await ageProof(me.user_id);
        await askForKey(page);
        await page.getByRole("heading", { name: "Confirma que eres tú" }).waitFor();
        expect(await page.getByLabel("Contraseña", { exact: true }).count()).toBe(0);
        await expectButtonsInside(page, "Confirma que eres tú");
        await page.getByRole("button", { name: `Confirmar con ${company.name}` }).click();
        // There is a session at the provider; it asks all the same.
        await answerThere(page, person.sub, false);
        await page.getByText("Todavía no tienes claves.").waitFor();
        expect(new URL(page.url()).pathname).toBe("/profile/security");
        await askForKey(page);
        await page.getByRole("heading", { name: "Copia tu clave ahora" }).waitFor();
        expect((await api<{ readonly items: readonly unknown[] }>("/api/me/keys")).items).toHaveLength(1);
      }),
  );

  test("as somebody else at the provider nothing is confirmed, and the page says so and leads back", () =>
    visit(browser, { width: 390, stranger: true, at: company.address }, async ({ page, api }) => {
      const person = somebody("Juana Cooperativa");
      await enter(page, person.sub);
      const { user_id } = await api<{ readonly user_id: string }>("/api/me");
      await ageProof(user_id);
      await page.goto("/profile/security");
      await askForKey(page);
      await page.getByRole("button", { name: `Confirmar con ${company.name}` }).click();
      await answerThere(page, somebody("Pedro Otro").sub, true);
      await page.getByText("No se confirmó que eres tú, y no se cambió nada").waitFor();
      await expectWhole(page);
      await page.getByRole("link", { name: "Volver a donde estaba" }).click();
      await page.getByText("Todavía no tienes claves.").waitFor();
      expect((await api<{ readonly user_id: string }>("/api/me")).user_id).toBe(user_id);
    }));

  test("where that sign-in is no more, a mailed link gives them a password, which opens the door", () =>
    visit(browser, { stranger: true, at: company.address }, async ({ page }) => {
      const person = somebody("Juana Cooperativa");
      await enter(page, person.sub);
      // The other server knows no such service; the session is the same.
      await page.goto(`${address}/profile/security`);
      await page.getByRole("button", { name: "Enviar enlace para elegirla" }).click();
      const { link } = await mailIn(dataFolder, person.email, /^Elige una contraseña nueva/);
      await page.goto(address + placeOf(link));
      await page.getByLabel("Contraseña nueva").fill(password);
      await page.keyboard.press("Enter");
      await page.getByText("Tu contraseña cambió.").waitFor();
      await page.getByRole("link", { name: "Entrar", exact: true }).click();
      await page.getByLabel("Correo").fill(person.email);
      await page.getByLabel("Contraseña", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Entrar", exact: true }).click();
      await page.getByRole("heading", { name: "Hola, Juana" }).waitFor();
    }));
});
