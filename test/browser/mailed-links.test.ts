import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { mailIn } from "../support/mail-folder.ts";
import { dataFolder, newEmail, password, placeOf, visit } from "./support/visit.ts";

const other = "tres gatos bajo un puente";

describeWith(await requireBrowser(), "somebody with a mailed link", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test("signs up, forgets the password, chooses another by keyboard, and a link works once", () =>
    visit(browser, { stranger: true, expected: /410|401/ }, async ({ page }) => {
      const email = newEmail();
      await page.goto("/sign-up");
      await page.getByLabel("Nombre").fill("Ana Peña");
      await page.getByLabel("Correo").fill(email);
      await page.getByLabel("Contraseña", { exact: true }).fill(password);
      await page.keyboard.press("Enter");
      await page.getByText("Revisa tu correo").waitFor();
      const confirm = placeOf((await mailIn(dataFolder, email, /^Confirma tu correo/)).link);
      await page.goto(confirm);
      await page.getByRole("button", { name: "Confirmar y entrar" }).waitFor();
      expect(page.url(), "the token leaves the address bar").not.toContain("token");
      expect(await page.getByLabel("Nombre").inputValue()).toBe("Ana Peña");
      expect(await page.getByLabel("Correo").inputValue()).toBe(email);
      await page.getByText("¿No fuiste tú? No hagas nada").waitFor();
      await page.getByLabel("La contraseña que elegiste").fill(other);
      await page.keyboard.press("Enter");
      await page.getByText("No es la contraseña de este registro").waitFor();
      await page.getByLabel("La contraseña que elegiste").fill(password);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Hola, Ana" }).waitFor();

      await page.context().clearCookies();
      await page.goto(confirm);
      await page.reload();
      await page.goto("/sign-in");
      await page.goto(confirm);
      await page.getByText("Ese enlace ya no sirve").waitFor();

      await page.goto("/sign-in");
      await page.getByRole("link", { name: "¿Olvidaste tu contraseña?" }).click();
      await page.getByRole("heading", { name: "Elige otra contraseña" }).waitFor();
      await page.getByLabel("Correo").fill(email);
      await page.keyboard.press("Enter");
      await page.getByText(`Si ${email} tiene cuenta`).waitFor();
      const { link, text } = await mailIn(dataFolder, email, /^Elige una contraseña nueva/);
      expect(text).toContain("durante una hora");
      await page.goto(placeOf(link));
      await page.getByLabel("Contraseña nueva").fill("contraseña2024");
      await page.keyboard.press("Enter");
      await page.getByText("Esa contraseña es fácil de adivinar").waitFor();
      await page.getByLabel("Contraseña nueva").fill(other);
      await page.keyboard.press("Enter");
      await page.getByText("Tu contraseña cambió.").waitFor();
      await page.getByRole("link", { name: "Entrar", exact: true }).click();
      await page.getByLabel("Correo").fill(email);
      await page.getByLabel("Contraseña", { exact: true }).fill(other);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Hola, Ana" }).waitFor();
      await mailIn(dataFolder, email, /^Cambió tu contraseña/);
    }));

  test("whose sign-up cannot be looked up at first asks again on the page: the token has left the address by then", () =>
    visit(browser, { stranger: true }, async ({ page }) => {
      const email = newEmail();
      await page.goto("/sign-up");
      await page.getByLabel("Nombre").fill("Ana Peña");
      await page.getByLabel("Correo").fill(email);
      await page.getByLabel("Contraseña", { exact: true }).fill(password);
      await page.keyboard.press("Enter");
      const { link } = await mailIn(dataFolder, email, /^Confirma tu correo/);
      const lookUp = "**/api/auth/sign-up/look-up";
      let asked = 0;
      // Once is asked again without a person.
      await page.route(lookUp, (route) => ((asked += 1) === 1 ? route.abort() : route.continue()));
      await page.goto(placeOf(link));
      await page.getByRole("button", { name: "Confirmar y entrar" }).waitFor();

      await page.unroute(lookUp);
      await page.route(lookUp, (route) => route.abort());
      await page.goto("/sign-in");
      await page.goto(placeOf(link));
      await page.getByRole("alert").waitFor();
      await page.unroute(lookUp);
      await page.getByRole("button", { name: "Reintentar" }).click();
      await page.getByLabel("La contraseña que elegiste").fill(password);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Hola, Ana" }).waitFor();

      await page.context().clearCookies();
      await page.goto("/sign-in");
      await page.goto(placeOf(link));
      await page.getByText("Ese enlace ya no sirve").waitFor();
      expect(await page.getByRole("button", { name: "Reintentar" }).count(), "of what stays so").toBe(0);
    }));

  test("changes the password and the address, which the old one takes back, on a phone", () =>
    visit(browser, { width: 390, expected: /40[13]/ }, async ({ page, api }) => {
      const { email } = await api<{ email: string }>("/api/me");
      const elsewhere = newEmail();
      await page.goto("/profile/security");
      await page.getByRole("button", { name: "Enviar enlace para confirmarlo" }).click();
      const verify = await mailIn(dataFolder, email, /^Confirma tu correo/);
      await page.goto(placeOf(verify.link));
      await page.getByRole("button", { name: "Confirmar" }).click();
      await page.getByText(`Listo: tu correo es ${email}.`).waitFor();

      await page.goto("/profile/security");
      await page.getByText("Confirmado.").waitFor();
      const change = page.locator("form").filter({ has: page.getByRole("button", { name: "Cambiar contraseña" }) });
      await change.getByLabel("Contraseña actual").fill("no es la mía, creo");
      await change.getByLabel("Contraseña nueva").fill(other);
      await change.getByRole("button", { name: "Cambiar contraseña" }).click();
      await page.getByText("La contraseña no es correcta").waitFor();
      await change.getByLabel("Contraseña actual").fill(password);
      await change.getByRole("button", { name: "Cambiar contraseña" }).click();
      await page.getByText("Tu contraseña cambió y tus otras sesiones se cerraron.").waitFor();

      const address = page.locator("form").filter({ has: page.getByRole("button", { name: "Cambiar correo" }) });
      await address.getByLabel("Correo nuevo").fill(elsewhere);
      await address.getByLabel("Contraseña actual").fill(other);
      await address.getByRole("button", { name: "Cambiar correo" }).click();
      await page.getByText(`Mandamos un enlace a ${elsewhere}`).waitFor();
      await page.goto(placeOf((await mailIn(dataFolder, elsewhere, /^Confirma tu nuevo correo/)).link));
      await page.getByRole("button", { name: "Confirmar" }).click();
      await page.getByText(`Listo: tu correo es ${elsewhere}.`).waitFor();
      expect((await api<{ email: string }>("/api/me")).email).toBe(elsewhere);

      await page.goto(placeOf((await mailIn(dataFolder, email, /^Tu cuenta de Caudal va a cambiar/)).link));
      await page.getByRole("button", { name: "Recuperar mi cuenta" }).click();
      await page.getByText("Tu cuenta vuelve a ser tuya.").waitFor();
      await page.getByText("Se cerró 1 sesión.").waitFor();
      await page.getByLabel("Contraseña nueva").fill("cinco nubes sobre el mar");
      await page.getByRole("button", { name: "Guardar contraseña" }).click();
      await page.getByText("Tu contraseña cambió.").waitFor();
      await page.goto("/profile/notices");
      await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
      await page.getByLabel("Correo").fill(email);
      await page.getByLabel("Contraseña", { exact: true }).fill("cinco nubes sobre el mar");
      await page.getByRole("button", { name: "Entrar" }).click();
      await page.getByRole("switch", { name: "Lo que termina bien" }).click();
      await page.reload();
      await page.locator('[role="switch"][data-state="checked"]').nth(1).waitFor();
      expect((await api<{ settings: { mail_notices: string[] } }>("/api/me")).settings.mail_notices.toSorted()).toEqual(
        ["error", "success", "warning"],
      );
    }));
});
