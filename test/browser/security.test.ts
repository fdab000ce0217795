import { Secret, TOTP } from "otpauth";
import pg from "pg";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { ageProof } from "./support/age-proof.ts";
import { address, databaseUrl, newEmail, password, visit, signUpAtOnce } from "./support/visit.ts";

async function giveCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("Código", { exact: true }).fill(code);
}

/** As another manager would, who has two steps: in the account of whoever has this address. */
async function requireFactor(email: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `update caudal.accounts set second_factor_required = true
       where id in (select m.account_id from caudal.members m join caudal.profiles p using (user_id) where p.email = $1)`,
      [email],
    );
  } finally {
    await client.end();
  }
}

/** Founds another account, in which whoever has this address is a member and one of their keys opens it instead. */
async function moveKey(email: string, key: string, account: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("begin");
    await client.query("set constraints all deferred");
    const [founded, profile] = [crypto.randomUUID(), crypto.randomUUID()];
    await client.query("insert into caudal.accounts (id, name, default_access_profile_id) values ($1, $2, $3)", [
      founded,
      account,
      profile,
    ]);
    await client.query(
      "insert into caudal.access_profiles (id, account_id, name, all_companies, all_warehouses) values ($1, $2, 'Todo', true, true)",
      [profile, founded],
    );
    await client.query(
      `insert into caudal.members (account_id, user_id, role, access_profile_id)
       select $1, user_id, 'owner', $2 from caudal.profiles where email = $3`,
      [founded, profile, email],
    );
    await client.query("update caudal.api_keys set account_id = $1 where name = $2", [founded, key]);
    await client.query("commit");
  } finally {
    await client.end();
  }
}

describeWith(await requireBrowser(), "the security of a profile", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test("two steps: turned on with an authenticator, asked for at the door, and a recovery code for a lost phone", () =>
    visit(browser, { stranger: true, width: 390, theme: "dark" }, async ({ page, context }) => {
      const email = newEmail();
      await signUpAtOnce(context, address, { name: "Ana Pruebas", email, password, locale: "es" });
      await page.goto("/profile/security");
      await page.getByRole("button", { name: "Activar dos pasos" }).click();
      await page.getByLabel("Contraseña", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Seguir" }).click();
      await page.getByRole("img", { name: "Código QR con la clave para tu aplicación de autenticación" }).waitFor();
      const secret = (await page.locator("dialog code").innerText()).replaceAll(" ", "");
      const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
      await giveCode(page, authenticator.generate({ timestamp: Date.now() + 3_600_000 }));
      await page.getByRole("button", { name: "Activar dos pasos" }).last().click();
      await page.getByText("Ese código no sirve").waitFor();
      await giveCode(page, authenticator.generate());
      await page.getByRole("button", { name: "Activar dos pasos" }).last().click();
      await page.getByRole("heading", { name: "Guarda tus códigos de recuperación" }).waitFor();
      const codes = await page.locator("dialog li").allInnerTexts();
      expect(codes).toHaveLength(10);
      const download = page.waitForEvent("download");
      await page.getByRole("link", { name: "Descargar" }).click();
      const file = await (await download).createReadStream();
      let kept = "";
      for await (const chunk of file) kept += String(chunk);
      for (const code of codes) expect(kept).toContain(code);
      await page.getByText("Si tenías otras sesiones abiertas, se cerraron.").waitFor();
      await page.getByRole("button", { name: "Ya los guardé" }).click();
      await page.getByText("Te quedan 10 códigos de recuperación.").waitFor();

      await context.clearCookies();
      await page.goto("/sign-in");
      const enter = async () => {
        await page.getByLabel("Correo").fill(email);
        await page.getByLabel("Contraseña", { exact: true }).fill(password);
        await page.getByRole("button", { name: "Entrar" }).click();
        await page.getByRole("heading", { name: "Segundo paso" }).waitFor();
      };
      await enter();
      await giveCode(page, authenticator.generate({ timestamp: Date.now() + 30_000 }));
      await page.getByRole("button", { name: "Entrar" }).click();
      await page.getByRole("heading", { name: "Hola, Ana" }).waitFor();

      await context.clearCookies();
      await page.goto("/sign-in");
      await enter();
      await giveCode(page, codes[0] ?? "");
      await page.getByRole("button", { name: "Entrar" }).click();
      await page.getByRole("heading", { name: "Hola, Ana" }).waitFor();
      await page.goto("/profile/security");
      await page.getByText("Te quedan 9 códigos de recuperación.").waitFor();
    }));

  test("an account that asks everybody for two steps leads whoever lacks them straight to turning them on, and then on", () =>
    visit(browser, { stranger: true, width: 390, expected: /403/ }, async ({ page, context }) => {
      const email = newEmail();
      await signUpAtOnce(context, address, { name: "Ana Pruebas", email, password, locale: "es" });
      await page.goto("/admin/account");
      await page.getByText("Para pedirlo a todos, activa antes el tuyo.").waitFor();
      // Somebody else who has them asks for them, while the page stands open.
      await requireFactor(email);
      await page.getByRole("heading", { name: "Tu cuenta pide un segundo paso" }).waitFor();
      expect(new URL(page.url()).searchParams.get("next")).toBe("/admin/account");
      // Every other place leads here too.
      await page.goto("/files");
      await page.getByRole("heading", { name: "Tu cuenta pide un segundo paso" }).waitFor();
      await page.getByText("«Ana Pruebas»").waitFor();
      await page.getByRole("button", { name: "Activar dos pasos" }).click();
      await page.getByLabel("Contraseña", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Seguir" }).click();
      await page.getByRole("img", { name: "Código QR con la clave para tu aplicación de autenticación" }).waitFor();
      const secret = (await page.locator("dialog code").innerText()).replaceAll(" ", "");
      await giveCode(page, new TOTP({ secret: Secret.fromBase32(secret) }).generate());
      await page.getByRole("button", { name: "Activar dos pasos" }).last().click();
      await page.getByRole("button", { name: "Ya los guardé" }).click();
      await page.getByRole("button", { name: "Seguir" }).click();
      await page.waitForURL("**/files");
      await page.goto("/profile/security");
      await page.getByText("Una de tus cuentas pide a todos el segundo paso").waitFor();
      expect(await page.getByRole("button", { name: "Desactivar" }).count()).toBe(0);
      await page.goto("/admin/account");
      await page.getByText("Se pide a todos.").waitFor();
      await page.getByRole("button", { name: "Dejar de pedirlo" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Dejar de pedirlo" }).click();
      await page.getByText("Cada quien decide si lo activa.").waitFor();
      await page.getByRole("button", { name: "Pedirlo a todos" }).click();
      await page.getByText("Todos los miembros lo tienen ya.").waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Pedirlo a todos" }).click();
      await page.getByText("Se pide a todos.").waitFor();
    }));

  test("keys that somebody made before two steps are shown when they are turned on, and revoked there", () =>
    visit(browser, { stranger: true, width: 390, expected: /403/ }, async ({ page, context }) => {
      const email = newEmail();
      await signUpAtOnce(context, address, { name: "Ana Pruebas", email, password, locale: "es" });
      const make = async (name: string): Promise<string> => {
        const made = await context.request.post(`${address}/api/me/keys`, {
          headers: { origin: address },
          data: { name, scopes: ["files:read"], expires_in_days: 30 },
        });
        expect(made.status()).toBe(200);
        return ((await made.json()) as { key: string }).key;
      };
      const opens = async (key: string) =>
        (await fetch(`${address}/api/files`, { headers: { authorization: `Bearer ${key}` } })).status;
      const [own, foreign] = [await make("Tablero de ventas"), await make("No es mía")];
      // And one of another account of theirs, which is not the one that they look at.
      const far = await make("En otra cuenta");
      await moveKey(email, "En otra cuenta", "Bodega Norte");
      await requireFactor(email);
      expect([await opens(own), await opens(foreign), await opens(far)]).toEqual([403, 403, 403]);
      await page.goto("/files");
      await page.getByRole("button", { name: "Activar dos pasos" }).click();
      await page.getByLabel("Contraseña", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Seguir" }).click();
      const secret = (await page.locator("dialog code").innerText()).replaceAll(" ", "");
      await giveCode(page, new TOTP({ secret: Secret.fromBase32(secret) }).generate());
      await page.getByRole("button", { name: "Activar dos pasos" }).last().click();
      await page.getByText("Estas claves de API ya existían y entran sin código.").waitFor();
      await page.getByText("Tablero de ventas").waitFor();
      await page.getByRole("button", { name: "Revocar la clave No es mía" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Revocar", exact: true }).last().click();
      await page.getByText("Abre la cuenta Bodega Norte").waitFor();
      await page.getByText("Abre la cuenta Ana Pruebas").first().waitFor();
      await page.getByRole("button", { name: "Revocar la clave En otra cuenta" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Revocar", exact: true }).last().click();
      await page.getByText("Esta clave de API ya existía y entra sin código.").waitFor();
      expect([await opens(own), await opens(foreign), await opens(far)]).toEqual([200, 401, 401]);
      await page.getByRole("button", { name: "Ya los guardé" }).click();
    }));

  test("sessions: another one is ended from here, and then all", () =>
    visit(browser, { stranger: true }, async ({ page, context }) => {
      const email = newEmail();
      await signUpAtOnce(context, address, { name: "Ana Pruebas", email, password, locale: "es" });
      const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
      const there = await fetch(`${address}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", "user-agent": firefox },
        body: JSON.stringify({ email, password }),
      });
      const cookie = there.headers
        .getSetCookie()
        .map((line) => line.split(";")[0])
        .join("; ");
      const open = async () => (await fetch(`${address}/api/me`, { headers: { cookie } })).status;
      expect(await open()).toBe(200);
      await page.goto("/profile/security");
      await page.getByText("Esta sesión").waitFor();
      await page.getByRole("button", { name: /^Cerrar la sesión de Firefox en Windows/ }).click();
      await page.getByText("Firefox en Windows").waitFor({ state: "detached" });
      expect(await open()).toBe(401);
      await page.getByRole("button", { name: "Salir de todas partes" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Salir de todas partes" }).click();
      await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
      // The page alone could say so: what this browser still sends opens nothing.
      expect((await context.request.get(`${address}/api/me`)).status()).toBe(401);
      await page.goto("/files");
      await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
    }));

  test("what could not be asked is asked again by its button, each of it, and what failed is told until it is tried again", () =>
    visit(browser, { stranger: true }, async ({ page, context }) => {
      const email = newEmail();
      await signUpAtOnce(context, address, { name: "Ana Pruebas", email, password, locale: "es" });
      await requireFactor(email);
      for (const part of ["/api/me/proof", "/api/me/second-factor"]) {
        await page.route(`**${part}`, (route) => route.abort());
        await page.goto("/second-factor");
        await page.getByText("No pudimos hablar con el servidor").first().waitFor();
        await page.unroute(`**${part}`);
        await page.getByRole("button", { name: "Reintentar" }).click();
        await page.getByRole("button", { name: "Activar dos pasos" }).waitFor();
        expect(await page.getByText("No pudimos hablar con el servidor").count(), part).toBe(0);
      }
    }));

  test("a session that could not be ended is said without a button that would not end it, until it is ended", () =>
    visit(browser, { stranger: true }, async ({ page, context }) => {
      const email = newEmail();
      await signUpAtOnce(context, address, { name: "Ana Pruebas", email, password, locale: "es" });
      for (const program of ["Firefox/140.0", "Firefox/141.0"])
        await fetch(`${address}/api/auth/sign-in/email`, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            "user-agent": `Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 ${program}`,
          },
          body: JSON.stringify({ email, password }),
        });
      await page.goto("/profile/security");
      const ends = page.getByRole("button", { name: /^Cerrar la sesión de Firefox en Windows/ });
      await expect.poll(() => ends.count()).toBe(2);
      await page.route("**/api/me/sessions/**", (route) => route.abort());
      await ends.first().click();
      const told = page.getByText("No pudimos hablar con el servidor");
      await told.first().waitFor();
      expect(await page.getByRole("button", { name: "Reintentar" }).count()).toBe(0);
      // Another thing that works makes the failure a thing of the past.
      await page.unroute("**/api/me/sessions/**");
      await page.getByRole("button", { name: "Cerrar las demás" }).click();
      await expect.poll(() => ends.count()).toBe(0);
      expect(await told.count()).toBe(0);
    }));

  test("what decides who may do what, or takes data out, asks again who it is and then goes on by itself: on a phone, with two steps", () =>
    visit(browser, { width: 390, theme: "dark", expected: /403/ }, async ({ page, api }) => {
      const me = await api<{ user_id: string }>("/api/me");
      const { secret } = await api<{ secret: string }>("/api/me/second-factor", { method: "POST", data: { password } });
      const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
      const code = authenticator.generate();
      await api("/api/me/second-factor/confirm", { method: "POST", data: { code } });
      await ageProof(me.user_id);
      await page.goto("/profile/data");
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: "Descargar mis datos" }).click();
      await page.getByText("Escribe tu contraseña y un código de tu aplicación para seguir.").waitFor();
      await page.getByLabel("Contraseña", { exact: true }).fill(password);
      await giveCode(page, "000000");
      await page.getByRole("button", { name: "Confirmar" }).click();
      await page.getByText("Ese código no sirve").waitFor();
      await giveCode(page, authenticator.generate({ timestamp: Date.now() + 30_000 }));
      await page.getByRole("button", { name: "Confirmar" }).click();
      expect((await download).suggestedFilename()).toMatch(/\.zip$/);
      // Called off, it says what is missing, and nothing was done.
      await ageProof(me.user_id);
      await page.goto("/admin/invitations");
      await page.getByLabel("Correo de la persona").fill(newEmail());
      await page.getByRole("button", { name: "Mandar invitación" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Cancelar" }).click();
      await page.getByText("Confirma que eres tú").waitFor();
      expect((await api<{ items: unknown[] }>("/api/invitations")).items).toEqual([]);
    }));

  test("API keys: made once the password was given again, shown once, of use, and revoked", () =>
    visit(browser, {}, async ({ page, api }) => {
      await ageProof((await api<{ user_id: string }>("/api/me")).user_id);
      await page.goto("/profile/security");
      await page.getByText("Todavía no tienes claves.").waitFor();
      await page.getByRole("button", { name: "Crear clave" }).click();
      await page.getByLabel("Nombre").fill("Tablero de ventas");
      await page.getByRole("button", { name: "Crear clave" }).last().click();
      await page.getByRole("heading", { name: "Confirma que eres tú" }).waitFor();
      await page.getByLabel("Contraseña", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Confirmar" }).last().click();
      await page.getByRole("heading", { name: "Copia tu clave ahora" }).waitFor();
      const key = await page.getByLabel("Clave", { exact: true }).inputValue();
      const ask = async () =>
        (await fetch(`${address}/api/files`, { headers: { authorization: `Bearer ${key}` } })).status;
      expect(await ask()).toBe(200);
      await page.getByRole("button", { name: "Listo" }).click();
      await page.getByText("Tablero de ventas").waitFor();
      expect(await page.content()).not.toContain(key);
      await page.getByRole("button", { name: "Revocar la clave Tablero de ventas" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Revocar" }).click();
      await page.getByText("1 clave que ya no sirve").waitFor();
      expect(await ask()).toBe(401);
    }));

  test("activity: who was turned away is told, with from where and how often, on a desk and on a phone", async () => {
    for (const look of [
      { width: 1440, theme: "light" },
      { width: 390, theme: "dark" },
    ] as const)
      await visit(browser, { stranger: true, ...look }, async ({ page, context }) => {
        const email = newEmail();
        await signUpAtOnce(context, address, { name: "Ana Pruebas", email, password, locale: "es" });
        for (let n = 0; n < 3; n += 1)
          await fetch(`${address}/api/auth/sign-in/email`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ email, password: "no es esta, seguro" }),
          });
        await page.goto("/profile/security");
        const list = page.getByRole("heading", { name: "Actividad de seguridad" }).locator("xpath=..");
        const refused = list.getByRole("listitem").filter({ hasText: "Alguien intentó entrar con tu correo" });
        await refused.first().waitFor();
        expect(await refused.first().innerText()).toMatch(
          /\(contraseña equivocada\)[\s\S]*127\.0\.0\.1[\s\S]*Rechazado/,
        );
        await list.getByText("Entraste", { exact: true }).waitFor();
        expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
        const shots = process.env["CAUDAL_TEST_SHOTS"];
        if (shots !== undefined) await list.screenshot({ path: `${shots}/activity-${look.width}.png` });
      });
  });
});
