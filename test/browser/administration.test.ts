import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { linkMailedTo } from "./support/mails.ts";
import { newEmail, password, visit } from "./support/visit.ts";

async function breaches(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join("\n  ")}`);
}

describeWith(await requireBrowser(), "an administrator and somebody invited", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test(
    "invites by mail, gives limited access, looks as the member, and removes them",
    () =>
      visit(browser, { name: "Olga Dueña" }, async ({ page, api }) => {
        const email = newEmail();

        // What there is to see: two companies, of which the profile opens one.
        await page.goto("/admin/companies");
        for (const name of ["Ferretería Norte", "Ferretería Sur"]) {
          await page.getByLabel("Nueva empresa").fill(name);
          await page.getByRole("button", { name: "Agregar" }).first().click();
          await page.getByRole("button", { name: `Renombrar ${name}` }).waitFor();
        }
        await page.getByLabel("Nuevo almacén de Ferretería Norte").fill("Bodega 1");
        await page.getByLabel("Nuevo almacén de Ferretería Norte").press("Enter");
        await page.getByRole("button", { name: "Renombrar Bodega 1" }).waitFor();

        await page.goto("/admin/access-profiles");
        await page.getByRole("button", { name: "Nuevo perfil" }).click();
        await page.getByLabel("Nombre del perfil").fill("Solo norte");
        await page.getByLabel("Ferretería Norte").check();
        await page.getByLabel("todos los almacenes").check();
        await page.getByLabel("CEO").check();
        await page.getByLabel("Campos ocultos").fill("costo");
        await page.getByRole("button", { name: "Guardar" }).click();
        await page.getByText("1 empresa · todos los almacenes · 1 pestaña · 1 campo oculto · 0 miembros").waitFor();

        await page.goto("/admin/members");
        await page.getByRole("link", { name: "Invitar" }).click();
        await page.getByLabel("Correo de la persona").fill(email);
        await page.getByLabel("Rol").selectOption("viewer");
        await page.getByLabel("Perfil de acceso").selectOption({ label: "Solo norte" });
        await page.getByRole("button", { name: "Mandar invitación" }).click();
        await page.getByText("Invitación en camino.").waitFor();
        await page.getByText("invitaste tú").waitFor();
        expect(await breaches(page)).toEqual([]);

        const link = new URL(await linkMailedTo(email, "/invitation"));
        await visit(browser, { stranger: true, width: 390, theme: "dark" }, async (invited) => {
          await invited.page.goto(`${link.pathname}${link.hash}`);
          await invited.page.getByText("Olga Dueña te invita a la cuenta").waitFor();
          expect(await invited.page.getByLabel("Correo").inputValue()).toBe(email);
          expect(await breaches(invited.page)).toEqual([]);
          await invited.page.getByLabel("Nombre").fill("Vera Lectora");
          await invited.page.getByLabel("Contraseña", { exact: true }).fill(password);
          await invited.page.getByRole("button", { name: "Aceptar y entrar" }).click();
          await invited.page.getByRole("heading", { name: "Hola, Vera" }).waitFor();

          // What a reader is not for is not offered, and refused.
          expect(await invited.page.getByRole("link", { name: "Administración" }).count()).toBe(0);
          await invited.page.goto("/admin/members");
          await invited.page.getByRole("heading", { name: "Esta página no existe" }).waitFor();
          await invited.page.goto("/profile/access");
          await invited.page.getByText("Ferretería Norte").waitFor();
          expect(await invited.page.getByText("Ferretería Sur").count()).toBe(0);
          await invited.page.getByText("costo").waitFor();

          // The same, as the administrator is shown it.
          await page.goto("/admin/members");
          await page.getByRole("button", { name: "Ver como Vera Lectora" }).click();
          const banner = page.getByRole("region", { name: "Vista de otra persona" });
          await banner.getByText("Ves como Vera Lectora, lector.").waitFor();
          expect(await page.getByRole("link", { name: "Administración" }).count()).toBe(0);
          // Nothing is sent from here, and nobody is invited to.
          await page.goto("/");
          await page.getByRole("heading", { name: /^Hola/ }).waitFor();
          await page.goto("/files");
          await page.getByText("Los archivos no se muestran en esta vista").waitFor();
          expect(await page.getByText("Subir archivos").count()).toBe(0);
          await page.goto("/profile/access");
          await page.getByText("Ferretería Norte").waitFor();
          expect(await page.getByText("Ferretería Sur").count()).toBe(0);
          await banner.waitFor();
          expect(await breaches(page)).toEqual([]);
          await expect(api("/api/me", { method: "PATCH", data: { name: "Otra" } })).rejects.toThrow("viewing_as");
          await banner.getByRole("button", { name: "Salir de la vista" }).click();
          await page.getByRole("link", { name: "Administración" }).first().waitFor();
          expect(await banner.count()).toBe(0);

          // By keyboard every role on the way is chosen, the owner's too: none is saved before it is asked for.
          await page.goto("/admin/members");
          const roleOf = async () =>
            (await api<{ items: readonly { name: string; role: string }[] }>("/api/members")).items.find(
              ({ name }) => name === "Vera Lectora",
            )?.role;
          const role = page.getByRole("listitem").filter({ hasText: "Vera Lectora" }).getByLabel("Rol");
          const changing = page.getByRole("dialog", { name: /^¿Cambiar el rol de Vera Lectora/ });
          const ask = page.getByRole("button", { name: "Cambiar rol Vera Lectora" });
          await role.focus();
          for (let press = 0; press < 3; press++) await page.keyboard.press("ArrowUp");
          expect(await role.inputValue()).toBe("owner");
          await ask.click();
          await changing.getByText("Puede todo en esta cuenta").waitFor();
          expect(await breaches(page)).toEqual([]);
          expect(await roleOf()).toBe("viewer");
          await page.keyboard.press("Enter");
          await changing.waitFor({ state: "detached" });
          expect(await role.inputValue()).toBe("viewer");
          expect(await roleOf()).toBe("viewer");
          await role.focus();
          await page.keyboard.press("ArrowUp");
          await ask.click();
          await changing.getByText("Sube archivos y los procesa.").waitFor();
          await changing.getByRole("button", { name: "Cambiar rol" }).click();
          await changing.waitFor({ state: "detached" });
          await expect.poll(roleOf).toBe("analyst");
          await ask.waitFor({ state: "detached" });
          expect(await role.inputValue()).toBe("analyst");

          // Nor is an access profile saved before it is asked for; and lowering who may invite says what ends with it.
          const row = page.getByRole("listitem").filter({ hasText: "Vera Lectora" });
          await row.getByLabel("Perfil de acceso").selectOption({ label: "Todo" });
          const profileOf = async () =>
            (await api<{ items: readonly { name: string; access_profile_id: string }[] }>("/api/members")).items.find(
              ({ name }) => name === "Vera Lectora",
            )?.access_profile_id;
          const before = await profileOf();
          await page.getByRole("button", { name: "Cambiar perfil Vera Lectora" }).click();
          const reprofiling = page.getByRole("dialog", { name: "¿Cambiar el perfil de Vera Lectora a «Todo»?" });
          expect(await breaches(page)).toEqual([]);
          await reprofiling.getByRole("button", { name: "Cancelar" }).click();
          expect(await profileOf()).toBe(before);
          await row.getByLabel("Perfil de acceso").selectOption({ label: "Todo" });
          await page.getByRole("button", { name: "Cambiar perfil Vera Lectora" }).click();
          await reprofiling.getByRole("button", { name: "Cambiar perfil" }).click();
          await expect.poll(profileOf).not.toBe(before);
          const lower = async (to: string): Promise<string> => {
            await row.getByLabel("Rol").selectOption({ label: to });
            await ask.click();
            const text = await changing.innerText();
            await changing.getByRole("button", { name: "Cambiar rol" }).click();
            await changing.waitFor({ state: "detached" });
            await ask.waitFor({ state: "detached" });
            return text;
          };
          expect(await lower("administrador")).not.toContain("invitaciones");
          expect(await lower("analista")).toContain("Las invitaciones que mandó y nadie ha aceptado dejan de servir.");

          // By what she gets in, and the end of it.
          await row.getByText(/sin dos pasos · 1 sesión/).waitFor();
          await page.getByRole("button", { name: "Accesos Vera Lectora" }).click();
          const ways = page.getByRole("dialog", { name: "Accesos de Vera Lectora" });
          await ways.getByText("Sin claves de API").waitFor();
          expect(await breaches(page)).toEqual([]);
          await ways.getByRole("button", { name: "Cerrar su sesión" }).click();
          await ways.getByText("Se cierran todas sus sesiones").waitFor();
          expect(await breaches(page)).toEqual([]);
          await ways.getByRole("button", { name: "Cerrar su sesión" }).click();
          await ways.getByText("Sin sesiones").waitFor();
          await ways.getByRole("button", { name: "Cerrar", exact: true }).click();
          await invited.page.goto("/");
          await invited.page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
          await invited.page.getByLabel("Correo").fill(email);
          await invited.page.getByLabel("Contraseña", { exact: true }).fill(password);
          await invited.page.getByRole("button", { name: "Entrar" }).click();
          await invited.page.getByRole("heading", { name: "Hola, Vera" }).waitFor();

          await page.goto("/admin/members");
          await page.getByRole("button", { name: "Quitar Vera Lectora" }).click();
          await page.getByRole("dialog").getByRole("button", { name: "Quitar" }).click();
          await page.getByRole("button", { name: "Quitar Vera Lectora" }).waitFor({ state: "detached" });
          await invited.page.goto("/");
          await invited.page.getByText("Ya no perteneces a ninguna cuenta").first().waitFor();
        });
      }),
    240_000,
  );

  test("an access profile that a colleague deletes meanwhile is said, and then what is shown is what is sent", () =>
    visit(browser, { name: "Olga Dueña", expected: /404/ }, async ({ page, api }) => {
      const email = newEmail();
      const { id } = await api<{ id: string }>("/api/access-profiles", {
        method: "POST",
        data: {
          name: "Solo norte",
          all_companies: true,
          all_warehouses: true,
          hidden_fields: [],
          companies: [],
          warehouses: [],
          tabs: [],
        },
      });
      await page.goto("/admin/invitations");
      const profile = page.getByLabel("Perfil de acceso");
      await page.getByLabel("Correo de la persona").fill(email);
      await profile.selectOption({ label: "Solo norte" });
      await api(`/api/access-profiles/${id}`, { method: "DELETE" }).catch(() => undefined);
      await page.getByRole("button", { name: "Mandar invitación" }).click();
      await page.getByRole("alert").waitFor();
      await expect.poll(() => profile.getByRole("option").allInnerTexts()).not.toContain("Solo norte");
      await page.getByRole("button", { name: "Mandar invitación" }).click();
      await page.getByText("Invitación en camino.").waitFor();
      const shown = await profile.locator("option:checked").innerText();
      const profiles = await api<{ items: readonly { id: string; name: string }[] }>("/api/access-profiles");
      const { items } = await api<{ items: readonly { email: string; access_profile_id: string }[] }>(
        "/api/invitations",
      );
      expect(items.map((each) => [each.email, each.access_profile_id])).toEqual([
        [email, profiles.items.find(({ name }) => name === shown)?.id],
      ]);
    }));

  test("somebody signed in with another address goes out at the invitation and is met as who was invited; a failure is said there", () =>
    visit(browser, { name: "Olga Dueña" }, (owner) =>
      visit(browser, { name: "Ana Analista" }, async ({ page, context }) => {
        const email = newEmail();
        const profiles = await owner.api<{ items: readonly { id: string }[] }>("/api/access-profiles");
        await owner.api("/api/invitations", {
          method: "POST",
          data: { email, role: "analyst", access_profile_id: profiles.items[0]?.id },
        });
        const link = new URL(await linkMailedTo(email, "/invitation"));
        await page.goto(`${link.pathname}${link.hash}`);
        const out = page.getByRole("button", { name: "Salir y usar otro correo" });
        await out.waitFor();
        await context.setOffline(true);
        await out.click();
        await page.getByText("No pudimos hablar con el servidor").waitFor();
        await context.setOffline(false);
        await out.click();
        await page.getByRole("button", { name: "Aceptar y entrar" }).waitFor();
        expect(await page.getByLabel("Correo").inputValue()).toBe(email);
        expect((await context.request.get("/api/me")).status()).toBe(401);
      }),
    ));

  test(
    "somebody with an account joins a second one, and goes from one to the other",
    () =>
      visit(browser, { name: "Olga Dueña" }, async (owner) => {
        await visit(browser, { name: "Ana Analista" }, async (invited) => {
          const { email } = await invited.api<{ email: string }>("/api/me");
          const profiles = await owner.api<{ items: readonly { id: string }[] }>("/api/access-profiles");
          await owner.api("/api/account", { method: "PATCH", data: { name: "Abarrotes Olga" } });
          await owner.api("/api/invitations", {
            method: "POST",
            data: { email, role: "analyst", access_profile_id: profiles.items[0]?.id },
          });
          const link = new URL(await linkMailedTo(email, "/invitation"));
          await invited.page.goto(`${link.pathname}${link.hash}`);
          await invited.page.getByRole("button", { name: "Unirme a la cuenta" }).click();
          const menu = invited.page.getByRole("button", { name: "Cambiar de cuenta Abarrotes Olga" });
          await menu.click();
          await invited.page.getByRole("menuitemradio", { name: /Ana Analista/ }).click();
          await invited.page.getByRole("button", { name: "Cambiar de cuenta Ana Analista" }).waitFor();
          await invited.page.goto(`${link.pathname}${link.hash}`);
          await invited.page.getByText("La invitación ya se usó").waitFor();
        });
      }),
    120_000,
  );
});
