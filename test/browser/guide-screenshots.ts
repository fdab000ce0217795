import { mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { addressOf, makeDataFolder, removePlatform, signInOf, startPlatform } from "../start/platform.ts";
import { launchBrowser } from "../support/browser.ts";

/**
 * Makes the guide's pictures anew, from what `npm start` shows a newcomer: node_modules/.bin/node test/browser/guide-screenshots.ts
 * Fails when a picture is larger than the guide should carry.
 */
const folder = resolve(import.meta.dirname, "../../docs/guides/images");
const mostBytes = 200_000;
const screen = { width: 1200, height: 780 };

const data = makeDataFolder();
const browser = await launchBrowser();
try {
  const platform = startPlatform(data);
  const address = await addressOf(platform);
  const signIn = signInOf(platform);
  if (signIn === undefined) throw new Error(`no demonstration:\n${platform.output()}`);
  mkdirSync(folder, { recursive: true });
  const desk = await open(address, screen, "light");
  const { page } = desk;
  await page.goto("/");
  await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
  await shoot(page, "entrar");
  await page.getByLabel("Correo").fill(signIn.email);
  await page.getByLabel("Contraseña", { exact: true }).fill(signIn.password);
  await page.getByRole("button", { name: "Entrar" }).click();
  await page.getByText("Todo está leído.").waitFor();
  await page
    .getByText(/Casi seguro/)
    .nth(4)
    .waitFor();
  await shoot(page, "inicio");
  await showUpload(desk);
  await page.goto("/files");
  await page.getByRole("link", { name: "ventas-2025.csv" }).click();
  await page.getByRole("application").first().locator("svg").waitFor();
  const file = page.url();
  await shoot(page, "hallazgos");
  await showProof(page);
  await page.goto(`${file}/rows`);
  await page.locator("[data-row]").nth(20).waitFor();
  await shoot(page, "filas");
  await page.goto(`${file}/reading`);
  await page.getByText("punto y coma ( ; )").waitFor();
  await shoot(page, "lectura");

  const phone = await open(address, { width: 390, height: 780 }, "dark");
  await phone.context.addCookies(await desk.context.cookies());
  await phone.page.goto(file);
  await phone.page.getByRole("application").first().locator("svg").waitFor();
  await shoot(phone.page, "telefono");
} finally {
  await browser.close();
  await removePlatform(data);
}

type Window = { readonly context: BrowserContext; readonly page: Page };

async function open(baseURL: string, viewport: typeof screen, colorScheme: "light" | "dark"): Promise<Window> {
  const context = await browser.newContext({
    baseURL,
    viewport,
    colorScheme,
    locale: "es-MX",
    timezoneId: "America/Mexico_City",
    reducedMotion: "reduce",
  });
  // The samples are still being read when a newcomer signs in; on a busy machine that takes a while.
  context.setDefaultTimeout(180_000);
  return { context, page: await context.newPage() };
}

/** A large file on its way over a slow network; called off afterwards, so that it is in no other picture. */
async function showUpload({ context, page }: Window): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const throttle = (uploadThroughput: number) =>
    session.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  await throttle(2_000_000);
  const buffer = Buffer.alloc(24_000_000, "fecha;sucursal;importe\n");
  await page
    .locator('main input[type="file"]')
    .setInputFiles({ name: "ventas-diciembre.csv", mimeType: "text/csv", buffer });
  await page.getByText(/faltan \d/).waitFor();
  await shoot(page, "subida");
  await page.getByRole("button", { name: /^Cancelar subida/ }).click();
  await throttle(-1);
}

/** The third insight with its proof unfolded. */
async function showProof(page: Page): Promise<void> {
  const insight = page.getByRole("article").nth(2);
  await insight.getByRole("button", { name: /¿Cómo lo sabes\?/ }).click();
  await insight.getByRole("heading", { name: "Método" }).waitFor();
  await insight.evaluate((element) => element.scrollIntoView({ block: "start" }));
  await shoot(page, "prueba");
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: "disabled", caret: "hide" });
  const { size } = statSync(path);
  process.stdout.write(`${name}.png ${Math.round(size / 1000)} kB\n`);
  if (size > mostBytes) throw new Error(`${name}.png is ${size} bytes, more than ${mostBytes}`);
}
