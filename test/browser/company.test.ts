import { Secret, TOTP } from "otpauth";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { mailIn } from "../support/mail-folder.ts";
import { ageProof } from "./support/age-proof.ts";
import { answerAtProvider, openCompany, type Company } from "./support/company.ts";
import { expectWhole } from "./support/expect-whole.ts";
import { address, dataFolder, newEmail, password, placeOf, visit } from "./support/visit.ts";

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

  const answerThere = (page: Page, sub: string, first: boolean): Promise<void> =>
    answerAtProvider(company, page, sub, first);

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
        // Nothing asks for a password that there is not, or says to change it.
        expect(await page.getByText("cambia tu contraseña").count()).toBe(0);
        expect(await page.getByText(`avisa a quien administra ${company.name}.`).count()).toBe(2);
        expect(await page.getByLabel("Contraseña actual").count()).toBe(0);
        expect(await page.getByRole("button", { name: "Enviar enlace" }).count()).toBe(0);
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

  test("turns two steps on without a password, confirms with both, and turns them off, on a phone", () =>
    visit(browser, { width: 390, stranger: true, at: company.address }, async ({ page, api }) => {
      const person = somebody("Juana Cooperativa");
      await enter(page, person.sub);
      const { user_id } = await api<{ readonly user_id: string }>("/api/me");
      await page.goto("/profile/security");
      await page.getByRole("button", { name: "Activar dos pasos" }).click();
      await page.getByText(`Después de entrar con ${company.name}`).waitFor();
      expect(await page.getByLabel("Contraseña", { exact: true }).count()).toBe(0);
      await expectWhole(page);
      await page.getByRole("button", { name: "Seguir" }).click();
      const secret = (await page.getByRole("dialog").locator("code").innerText()).replaceAll(" ", "");
      await page.getByLabel("Código", { exact: true }).fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate());
      await page.getByRole("button", { name: "Activar dos pasos" }).last().click();
      await page.getByRole("heading", { name: "Guarda tus códigos de recuperación" }).waitFor();
      const codes = await page.getByRole("dialog").locator("li").allInnerTexts();
      await page.getByRole("button", { name: "Ya los guardé" }).click();

      await ageProof(user_id);
      await askForKey(page);
      await page.getByRole("button", { name: `Confirmar con ${company.name}` }).click();
      await answerThere(page, person.sub, false);
      await page.getByText("Falta el código de tu aplicación").waitFor();
      await expectWhole(page);
      await page.getByLabel("Código", { exact: true }).fill("000000");
      await page.keyboard.press("Enter");
      await page.getByText("Ese código no sirve").waitFor();
      await page.getByLabel("Código", { exact: true }).fill(codes[0] ?? "");
      await page.keyboard.press("Enter");
      await page.getByText("Todavía no tienes claves.").waitFor();
      expect(new URL(page.url()).pathname).toBe("/profile/security");
      await askForKey(page);
      await page.getByRole("heading", { name: "Copia tu clave ahora" }).waitFor();
      await page.getByRole("button", { name: "Listo" }).click();

      await page.getByRole("button", { name: "Desactivar" }).click();
      expect(await page.getByLabel("Contraseña", { exact: true }).count()).toBe(0);
      await page.getByLabel("Código", { exact: true }).fill(codes[1] ?? "");
      await page.getByRole("button", { name: "Desactivar" }).last().click();
      await page.getByRole("button", { name: "Activar dos pasos" }).waitFor();
    }));

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
