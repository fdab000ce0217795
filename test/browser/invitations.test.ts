import type { Browser, BrowserContext } from "playwright-core";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { answerAtProvider, openCompany } from "./support/company.ts";
import { expectWhole } from "./support/expect-whole.ts";
import { linkMailedTo } from "./support/mails.ts";
import { address, databaseUrl, newEmail, password, placeOf, signUpAtOnce, visit, type Visit } from "./support/visit.ts";

/** What the server is told of a window: addresses, with what they say of the page that they come from, and what is sent to sign in by. */
function listen(context: BrowserContext): () => string {
  const heard: string[] = [];
  context.on("request", (request) => {
    heard.push(request.url(), request.headers()["referer"] ?? "");
    // The attempt is kept in the database, with where it goes on.
    if (request.url().endsWith("/oidc/start"))
      heard.push(String((request.postDataJSON() as { readonly next: unknown }).next));
  });
  return () => heard.join("\n");
}

/** Gives somebody the address to which an invitation of their own account was sent. */
async function moveTo({ api }: Pick<Visit, "api">, email: string): Promise<void> {
  const before = await api<{ email: string }>("/api/me");
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('update auth."user" set email = $1 where email = $2', [email, before.email]);
  await client.end();
}

describeWith(await requireBrowser(), "whoever opens an invitation", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Somebody with an account, who is signed in nowhere. */
  async function known(name = "Ana Analista"): Promise<string> {
    const email = newEmail();
    const elsewhere = await browser.newContext({ baseURL: address });
    await signUpAtOnce(elsewhere, address, { name, email, password, locale: "es" });
    await elsewhere.close();
    return email;
  }

  async function invite({ api }: Pick<Visit, "api">, email: string): Promise<string> {
    const { items } = await api<{ items: readonly { id: string }[] }>("/api/access-profiles");
    const data = { email, role: "analyst", access_profile_id: items[0]?.id };
    await api("/api/invitations", { method: "POST", data });
    return placeOf(await linkMailedTo(email, "/invitation"));
  }

  const signIn = async ({ page }: Visit, email: string): Promise<void> => {
    await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
    await page.getByLabel("Correo").fill(email);
    await page.getByLabel("Contraseña", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Entrar", exact: true }).click();
  };

  test("and signs in, first as somebody else, comes back to it: its token stands in no address that a server sees", () =>
    visit(browser, { name: "Olga Dueña" }, async (owner) => {
      await owner.api("/api/account", { method: "PATCH", data: { name: "Abarrotes Olga" } });
      const [email, other] = [await known(), await known("Pedro Otro")];
      const place = await invite(owner, email);
      await visit(browser, { stranger: true, width: 390 }, async (invited) => {
        const { page, context } = invited;
        const heard = listen(context);
        await page.goto(place);
        await page.getByRole("link", { name: "Entrar", exact: true }).click();
        await signIn(invited, other);
        await page.getByText(`Entraste como ${other}.`).waitFor();
        await page.getByRole("button", { name: "Unirme a la cuenta" }).click();
        await page.getByText("La invitación es para otro correo").waitFor();
        await page.getByRole("button", { name: "Salir y usar otro correo" }).click();
        await page.getByRole("link", { name: "Entrar", exact: true }).click();
        await signIn(invited, email);
        await page.getByText(`Entraste como ${email}.`).waitFor();
        await page.reload();
        await page.getByRole("button", { name: "Unirme a la cuenta" }).click();
        await page.getByRole("button", { name: "Cambiar de cuenta Abarrotes Olga" }).waitFor();
        expect(heard()).toContain("/api/auth/sign-in/email");
        expect(heard()).not.toContain(place.split("#")[1] ?? "#");
      });
    }));

  test("that is over hears why and has a way on: used, taken back, unknown, and where one belongs already", () =>
    visit(browser, { name: "Olga Dueña" }, async (owner) => {
      const email = newEmail();
      const place = await invite(owner, email);
      await visit(browser, { stranger: true, width: 390, theme: "dark" }, async ({ page, context }) => {
        await page.goto(place);
        // Another window takes it while this one still shows the form.
        const elsewhere = await context.newPage();
        await elsewhere.goto(place);
        await elsewhere.getByLabel("Nombre").fill("Vera Nueva");
        await elsewhere.getByLabel("Contraseña", { exact: true }).fill(password);
        await elsewhere.getByRole("button", { name: "Aceptar y entrar" }).click();
        await elsewhere.getByRole("heading", { name: "Hola, Vera" }).waitFor();
        await page.getByLabel("Nombre").fill("Vera Nueva");
        await page.getByLabel("Contraseña", { exact: true }).fill(password);
        await page.getByRole("button", { name: "Aceptar y entrar" }).click();
        await page.getByText("La invitación ya se usó").waitFor();
        expect(await page.locator("input").count()).toBe(0);
        await expectWhole(page);
        await page.goto("about:blank");
        await page.goto(place);
        await page.getByText("La invitación ya se usó").waitFor();
        await page.getByRole("link", { name: "Ir a Caudal" }).click();
        await page.getByRole("heading", { name: "Hola, Vera" }).waitFor();
      });
      const gone = await invite(owner, newEmail());
      const { items } = await owner.api<{ items: readonly { id: string; state: string }[] }>("/api/invitations");
      const open = items.find(({ state }) => state === "open")?.id ?? "";
      await owner.page.request.delete(`/api/invitations/${open}`, { headers: { origin: address } });
      await visit(browser, { stranger: true }, async ({ page }) => {
        for (const [to, why] of [
          [place, "La invitación ya se usó"],
          [gone, "La invitación fue retirada"],
          ["/invitation#nadie", "Esa invitación no existe"],
        ] as const) {
          await page.goto("about:blank");
          await page.goto(to);
          await page.getByText(why).waitFor();
          await page.getByRole("link", { name: "Entrar", exact: true }).click();
          await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
        }
      });
      const mine = newEmail();
      const own = await invite(owner, mine);
      await moveTo(owner, mine);
      await owner.page.goto(own);
      await owner.page.getByRole("button", { name: "Unirme a la cuenta" }).click();
      await owner.page.getByText("Ya perteneces a esa cuenta").waitFor();
      expect(await owner.page.getByRole("button", { name: "Unirme a la cuenta" }).count()).toBe(0);
      await owner.page.getByRole("link", { name: "Ir a Caudal" }).click();
      await owner.page.getByRole("heading", { name: "Hola, Olga" }).waitFor();
    }));

  test("and signs in with the company's service sends it no token either, and is let in", async () => {
    const company = await openCompany("Cuentas de la Casa");
    try {
      await visit(browser, { name: "Olga Dueña" }, async (owner) => {
        const email = newEmail();
        const person = { sub: crypto.randomUUID(), email, email_verified: true, name: "Vera Nueva" };
        company.provider.people.set(person.sub, person);
        const place = await invite(owner, email);
        await visit(browser, { stranger: true, at: company.address }, async ({ page, context, api }) => {
          const heard = listen(context);
          await page.goto(company.address + place);
          await page.getByRole("link", { name: "Entrar", exact: true }).click();
          await page.getByRole("button", { name: `Entrar con ${company.name}` }).click();
          await answerAtProvider(company, page, person.sub, true);
          await page.getByRole("heading", { name: "Hola, Vera" }).waitFor();
          expect((await api<{ account: { role: string } }>("/api/me")).account.role).toBe("analyst");
          expect(heard()).toContain("/api/auth/oidc/start");
          expect(heard()).not.toContain(place.split("#")[1] ?? "#");
        });
      });
    } finally {
      await company.close();
    }
  });
});
