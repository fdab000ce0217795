import type { Me } from "@caudal/contract/resources/me.ts";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { ageProof } from "./support/age-proof.ts";
import { choose, text } from "./support/files.ts";
import { moveInto } from "./support/move-into.ts";
import { address, newEmail, password, signUpAtOnce, visit } from "./support/visit.ts";

type Person = { readonly name: string; readonly email: string };

/** Somebody else, who has an account and comes to the same window afterwards. */
async function somebodyElse(browser: Browser): Promise<Person> {
  const person = { name: "Beto Siguiente", email: newEmail() };
  const elsewhere = await browser.newContext({ baseURL: address });
  await signUpAtOnce(elsewhere, address, { ...person, password, locale: "es" });
  await elsewhere.close();
  return person;
}

/** At the door that this window shows, without loading the page anew. */
async function comeIn(page: Page, { name, email }: Person): Promise<void> {
  await page.getByLabel("Correo").fill(email);
  await page.getByLabel("Contraseña", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Entrar" }).click();
  await page.getByRole("button", { name: `Cuenta de ${name}` }).waitFor();
}

async function goOut(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: `Cuenta de ${name}` }).click();
  await page.getByRole("menuitem", { name: "Salir" }).click();
  await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
}

/** As from another tab of this browser: the page hears of it by what it is told. */
async function signOutElsewhere(context: BrowserContext): Promise<void> {
  const { status } = await context.request
    .post("/api/auth/sign-out", { headers: { origin: address } })
    .then((answer) => ({ status: answer.status() }));
  expect(status).toBeLessThan(300);
}

async function slowDown(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 200_000,
  });
}

const trayOf = (page: Page) => page.getByRole("region", { name: "Subidas" });

/** An upload that waits, paused, for whoever began it. */
async function pauseOne(context: BrowserContext, page: Page): Promise<void> {
  await slowDown(context, page);
  const row = `1,${"abcdefgh".repeat(12)}\n`;
  await choose(page, [text("nómina-de-ana.csv", `n,palabra\n${row.repeat(20_000)}`)]);
  // On a phone it is one line until it is opened.
  const show = trayOf(page).getByRole("button", { name: "Mostrar subidas" });
  await trayOf(page).waitFor();
  if (await show.isVisible()) await show.click();
  await page.waitForFunction(() => {
    const bar = document.querySelector('[role="progressbar"][aria-label="Progreso de nómina-de-ana.csv"]');
    return Number(bar?.getAttribute("aria-valuenow") ?? 0) >= 5;
  });
  await trayOf(page).getByRole("button", { name: "Pausar: nómina-de-ana.csv" }).click();
  await trayOf(page)
    .getByText(/^En pausa/)
    .waitFor();
}

/** What comes over the network is worked off by then, and drawn. */
const drawn = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null)))));

describeWith(await requireBrowser(), "two persons at one window", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test("a question that waited for the first one's password is asked of nobody else, and what it held is not done as the next", () =>
    visit(browser, { name: "Ana Pruebas", expected: /40[13]/ }, async ({ page, context, api }) => {
      const next = await somebodyElse(browser);
      await ageProof((await api<Me>("/api/me")).user_id);
      await page.goto("/profile/security");
      const asked: string[] = [];
      page.on("request", (request) => {
        if (request.method() === "POST" && new URL(request.url()).pathname === "/api/me/keys")
          asked.push(request.url());
      });
      await page.getByRole("button", { name: "Crear clave" }).click();
      await page.getByLabel("Nombre", { exact: true }).last().fill("Llave de Ana");
      await page.getByRole("button", { name: "Crear clave" }).last().click();
      await page.getByRole("heading", { name: "Confirma que eres tú" }).waitFor();
      await signOutElsewhere(context);
      await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
      await comeIn(page, next);
      await page.getByText("Todavía no tienes claves.").waitFor();
      await drawn(page);
      expect(await page.getByRole("heading", { name: "Confirma que eres tú" }).count()).toBe(0);
      expect(asked).toHaveLength(1);
      expect((await api<{ items: unknown[] }>("/api/me/keys")).items).toEqual([]);
    }));

  test("an answer that comes late is nothing to the next one: neither a name, nor a question, nor a door", () =>
    visit(browser, { name: "Ana Pruebas", expected: /40[13]/ }, async ({ page, api }) => {
      const next = await somebodyElse(browser);
      const { user_id } = await api<Me>("/api/me");
      await page.goto("/profile");
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const late: Promise<unknown>[] = [];
      const hold = async (pattern: string, method: string) =>
        page.route(pattern, async (route) => {
          if (route.request().method() !== method || late.length === 3) return route.continue();
          const answered = route.fetch().then(async (response) => {
            await held;
            await route.fulfill({ response }).catch(() => undefined);
          });
          late.push(answered);
          return answered;
        });
      await hold("**/api/me", "PATCH");
      await page.getByLabel("Nombre").fill("Ana de Antes");
      await page.getByRole("button", { name: "Guardar" }).click();
      await expect.poll(async () => (await api<Me>("/api/me")).name).toBe("Ana de Antes");
      await hold("**/api/me/keys", "POST");
      await ageProof(user_id);
      await page.getByRole("link", { name: "Seguridad" }).click();
      await page.getByRole("button", { name: "Crear clave" }).click();
      await page.getByLabel("Nombre", { exact: true }).last().fill("Llave de Ana");
      await page.getByRole("button", { name: "Crear clave" }).last().click();
      await expect.poll(() => late.length).toBe(2);
      await page.getByRole("button", { name: "Cancelar" }).click();
      await goOut(page, "Ana Pruebas");
      await comeIn(page, next);
      release();
      await Promise.all(late);
      await drawn(page);
      expect(await page.getByRole("heading", { name: "Confirma que eres tú" }).count()).toBe(0);
      await page.getByRole("button", { name: `Cuenta de ${next.name}` }).waitFor();
      expect(await page.getByText("Ana de Antes").count()).toBe(0);
    }));

  test("uploads of somebody who was erased are in front of nobody, and nobody sends them on", () =>
    visit(browser, { name: "Ana Pruebas", expected: /401/ }, async ({ page, context, api }) => {
      const next = await somebodyElse(browser);
      await page.goto("/");
      await pauseOne(context, page);
      await page.getByRole("button", { name: "Cuenta de Ana Pruebas" }).click();
      await page.getByRole("menuitem", { name: "Perfil" }).click();
      await page.getByRole("link", { name: "Tus datos" }).click();
      await page.getByLabel("Escribe BORRAR para confirmar").fill("BORRAR");
      await page.getByRole("button", { name: "Borrar todo lo mío" }).click();
      await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
      expect(await page.getByText("Tu sesión terminó.").count()).toBe(0);
      await comeIn(page, next);
      await drawn(page);
      expect(await trayOf(page).count()).toBe(0);
      expect((await api<{ items: unknown[] }>("/api/files")).items).toEqual([]);
    }));

  test("whoever goes back to the door and comes in as somebody else finds no upload of the one before", () =>
    visit(browser, { stranger: true }, async ({ page, context }) => {
      const [first, next] = [await somebodyElse(browser), await somebodyElse(browser)];
      await page.goto("/sign-in");
      await comeIn(page, first);
      await pauseOne(context, page);
      await page.goBack();
      await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
      await comeIn(page, next);
      await drawn(page);
      expect(await trayOf(page).count()).toBe(0);
    }));

  test("what an earlier visit left half-sent is not shown to the next one, however late the server says how much of it there is", () =>
    visit(browser, { name: "Ana Pruebas", expected: /40[14]/ }, async ({ page, context }) => {
      const next = await somebodyElse(browser);
      await page.goto("/");
      await pauseOne(context, page);
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const late: Promise<void>[] = [];
      await page.route("**/api/uploads/*", (route) => {
        const answered = held.then(() => route.fulfill({ status: 200, headers: { "upload-offset": "1000" } }));
        late.push(answered);
        return answered;
      });
      await page.reload();
      await expect.poll(() => late.length).toBe(1);
      await goOut(page, "Ana Pruebas");
      await comeIn(page, next);
      release();
      await Promise.all(late);
      await drawn(page);
      expect(await trayOf(page).count()).toBe(0);
    }));
});

describeWith(await requireBrowser(), "somebody who is removed while their page stands open", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test.each([
    { width: 1440, theme: "light" },
    { width: 390, theme: "dark" },
  ] as const)("is told so on that page, which shows nothing of the account any more: $width px", (look) =>
    visit(browser, { name: "Olga Dueña" }, (owner) =>
      visit(browser, { ...look, name: "Vera Saliente", expected: /403/ }, async ({ page, context, api }) => {
        const [boss, member] = [await owner.api<Me>("/api/me"), await api<Me>("/api/me")];
        await moveInto(boss, member);
        await page.goto("/files");
        await pauseOne(context, page);
        await owner.context.request.delete(`/api/members/${member.user_id}`, { headers: { origin: address } });
        await page.getByRole("heading", { name: "Ya no perteneces a ninguna cuenta" }).waitFor();
        expect(new URL(page.url()).pathname).toBe("/no-account");
        expect(await trayOf(page).count()).toBe(0);
        expect(await page.getByText("nómina-de-ana.csv").count()).toBe(0);
        expect(await page.getByText("Sin conexión en vivo").count()).toBe(0);
      }),
    ),
  );

  test("is told so by the next thing that they do there, where the page hears nothing by itself", () =>
    visit(browser, { name: "Olga Dueña" }, (owner) =>
      visit(browser, { name: "Vera Saliente", expected: /403|ERR_FAILED/ }, async ({ page, api }) => {
        const member = await api<Me>("/api/me");
        await moveInto(await owner.api<Me>("/api/me"), member);
        await page.route("**/api/events*", (route) => route.abort());
        await page.goto("/profile");
        await page.getByRole("heading", { name: "Perfil" }).waitFor();
        let asked = false;
        await page.route("**/api/me", (route) => {
          // Only what the person does is answered.
          if (route.request().method() === "GET" && !asked) return route.abort();
          return route.continue();
        });
        await owner.context.request.delete(`/api/members/${member.user_id}`, { headers: { origin: address } });
        await page.getByLabel("Nombre").fill("Otra");
        asked = true;
        await page.getByRole("button", { name: "Guardar" }).click();
        await page.getByRole("heading", { name: "Ya no perteneces a ninguna cuenta" }).waitFor();
      }),
    ));
});
