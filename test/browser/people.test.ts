import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { mailIn } from "../support/mail-folder.ts";
import { expectWhole } from "./support/expect-whole.ts";
import { dataFolder, newEmail, password, placeOf, visit } from "./support/visit.ts";

const sessionEnded = "Tu sesión terminó.";

describeWith(await requireBrowser(), "a person at the door", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test("signs up, out, is refused with a wrong password, and comes in again where he wanted to go", () =>
    visit(browser, { stranger: true }, async ({ page }) => {
      const email = newEmail();
      await page.goto("/files");
      await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
      expect(await page.getByText(sessionEnded).count()).toBe(0);
      await page.goto("/");
      await page.getByRole("link", { name: "Crear cuenta" }).click();
      await page.getByRole("button", { name: "Crear cuenta" }).click();
      await page.getByText("Escribe tu nombre.").waitFor();
      await page.getByLabel("Nombre").fill("Ana María Peña");
      await page.getByLabel("Correo").fill(email);
      await page.getByLabel("Contraseña", { exact: true }).fill("corta");
      await page.getByRole("button", { name: "Crear cuenta" }).click();
      await page.getByText("Usa al menos 10 caracteres.").waitFor();
      await page.getByLabel("Contraseña", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Crear cuenta" }).click();
      await page.getByText("Revisa tu correo").waitFor();
      await page.getByText("Esta instalación no envía correos").waitFor();
      const { link } = await mailIn(dataFolder, email, /^Confirma/);
      await page.goto(placeOf(link));
      await page.getByLabel("La contraseña que elegiste", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Confirmar y entrar" }).click();
      await page.getByRole("heading", { name: "Hola, Ana" }).waitFor();

      await page.getByRole("button", { name: "Cuenta de Ana María Peña" }).click();
      await page.getByRole("menuitem", { name: "Salir" }).click();
      await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
      expect(await page.getByText(sessionEnded).count()).toBe(0);
      await page.goBack();
      await page.waitForURL((url) => url.pathname === "/sign-in");
      await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
      expect(await page.getByText(sessionEnded).count()).toBe(0);

      await page.goto("/profile");
      await page.getByLabel("Correo").fill(email);
      await page.getByLabel("Contraseña", { exact: true }).fill("no es esta, seguro");
      await page.getByRole("button", { name: "Entrar" }).click();
      await page.getByRole("alert").waitFor();
      expect(await page.getByRole("alert").innerText()).toMatch(/correo|contraseña/i);
      await page.getByLabel("Contraseña", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Entrar" }).click();
      await page.getByRole("heading", { name: "Perfil" }).waitFor();
      expect(new URL(page.url()).pathname).toBe("/profile");
    }));

  test("a session that ends under the page is said, with the way back to where one was", () =>
    visit(browser, {}, async ({ page, context }) => {
      await page.goto("/profile");
      await page.getByRole("heading", { name: "Perfil" }).waitFor();
      await context.clearCookies();
      await page.getByRole("link", { name: "Archivos" }).first().click();
      await page.getByText(sessionEnded).waitFor();
      expect(new URL(page.url()).searchParams.get("next")).toBe("/files");
    }));

  test("changes language, theme and name, which stay after a reload", () =>
    visit(browser, {}, async ({ page }) => {
      await page.goto("/profile");
      await page.getByLabel("Nombre").fill("Beatriz Ñandú");
      await page.getByRole("button", { name: "Guardar" }).click();
      await page.getByText("Guardado").waitFor();
      await page.getByRole("radio", { name: "Oscuro" }).click();
      await page.getByRole("radio", { name: "English" }).click();
      await page.getByRole("heading", { name: "Profile" }).waitFor();
      await page.reload();
      await page.getByRole("heading", { name: "Profile" }).waitFor();
      expect(await page.getByLabel("Name").inputValue()).toBe("Beatriz Ñandú");
      expect(await page.locator("html").getAttribute("lang")).toBe("en");
      const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      await page.getByRole("radio", { name: "Light" }).click();
      await page.waitForFunction((dark) => getComputedStyle(document.documentElement).backgroundColor !== dark, paper);
    }));

  test.each([
    { door: "/no-account", width: 1440, theme: "light" },
    { door: "/second-factor", width: 390, theme: "dark" },
  ] as const)("so it is at $door, where no frame is", ({ door, width, theme }) =>
    visit(browser, { width, theme }, async ({ page, context }) => {
      await page.goto(door);
      const out = page.getByRole("main").getByRole("button", { name: "Salir" });
      await out.waitFor();
      await context.setOffline(true);
      await out.click();
      await page.getByText("No pudimos hablar con el servidor").first().waitFor();
      expect(new URL(page.url()).pathname).toBe(door);
      await expectWhole(page);
      await context.setOffline(false);
      await out.click();
      await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
      expect(await page.getByText("No pudimos hablar con el servidor").count()).toBe(0);
    }),
  );

  test("a sign-out that the server did not hear is not shown as one, and said", () =>
    visit(browser, {}, async ({ page, context }) => {
      await page.goto("/profile");
      await page.getByRole("heading", { name: "Perfil" }).waitFor();
      await context.setOffline(true);
      await page.getByRole("main").getByRole("button", { name: "Salir" }).click();
      await page.getByText("No pudimos hablar con el servidor").first().waitFor();
      expect(new URL(page.url()).pathname).toBe("/profile");
      await context.setOffline(false);
    }));
});
