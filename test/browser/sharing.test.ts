import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import pg from "pg";
import { sales, send, settled, text } from "./support/files.ts";
import { address, databaseUrl, visit } from "./support/visit.ts";

type Me = { readonly user_id: string; readonly account: { readonly id: string } };
type Listed = { readonly id: string; readonly status: string };

describeWith(await requireBrowser(), "two people and a stranger with a link", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test(
    "one shares, the other reads until it ends, and the stranger reads what the link opens and nothing else",
    () =>
      visit(browser, { name: "Olga Dueña" }, async (owner) => {
        const fileId = await send(owner, sales);
        await expect
          .poll(async () => (await owner.api<Listed>(`/api/files/${fileId}`)).status, { timeout: 60_000 })
          .toBe("done");
        await visit(browser, { name: "Vera Lectora", width: 390 }, async (reader) => {
          await join(await owner.api<Me>("/api/me"), await reader.api<Me>("/api/me"));
          await reader.page.goto("/files?whose=shared");
          await reader.page.getByText("Nadie te ha compartido un archivo").waitFor();

          // By keyboard alone.
          const { page } = owner;
          await page.goto(`/files/${fileId}`);
          await page.getByRole("button", { name: "Compartir" }).focus();
          await page.keyboard.press("Enter");
          const dialog = page.getByRole("dialog");
          await dialog.getByLabel("Persona").selectOption({ label: "Vera Lectora" });
          await dialog.getByRole("button", { name: "Compartir" }).press("Enter");
          await dialog.getByRole("listitem").getByText("Vera Lectora").waitFor();

          // The reader's list shows it without being asked again.
          await reader.page.getByRole("link", { name: sales.name }).click();
          await reader.page.getByText("Te lo comparte Olga Dueña, solo para leer.").waitFor();
          await reader.page.getByRole("article").first().waitFor();
          for (const name of ["Compartir", "Procesar otra vez"])
            expect(await reader.page.getByRole("button", { name }).count(), name).toBe(0);

          // Other terms for the share that there is, without ending it.
          await dialog.getByRole("button", { name: "Cambiar cómo se comparte: Vera Lectora" }).click();
          await dialog.getByLabel("Hasta").last().selectOption({ label: "7 días desde hoy" });
          await dialog.getByLabel("Puede descargarlo").last().check();
          await dialog.getByRole("button", { name: "Guardar" }).click();
          await dialog.getByText(/^hasta el .* · con descarga$/).waitFor();
          await reader.page.reload();
          await reader.page.getByText(/^Te lo comparte Olga Dueña hasta el .*, solo para leer\.$/).waitFor();

          const url = await makeLink(page);
          await visit(browser, { stranger: true, theme: "dark", width: 390 }, async (stranger) => {
            await stranger.page.goto(new URL(url).pathname);
            await stranger.page.getByText("Olga Dueña compartió este archivo contigo").waitFor();
            await stranger.page.getByRole("article").first().waitFor();
            await stranger.page.getByRole("radio", { name: "Filas" }).click();
            await stranger.page.getByRole("grid").waitFor();
            expect(await stranger.page.getByRole("link", { name: "Descargar" }).count()).toBe(0);
            await stranger.page.goto(`/files/${fileId}`);
            await stranger.page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
          });
          await page.reload();
          await page.getByRole("button", { name: "Compartir" }).click();
          await dialog.getByText(/1 apertura/).waitFor();

          await dialog.getByRole("button", { name: "Dejar de compartir: Vera Lectora" }).click();
          await reader.page
            .getByText(/no existe|No encontramos/i)
            .first()
            .waitFor();
          await dialog.getByRole("button", { name: /^Dejar de compartir: Enlace, creado / }).click();
          await dialog.getByText("Solo tú.").waitFor();
          await visit(browser, { stranger: true }, async (stranger) => {
            await stranger.page.goto(new URL(url).pathname);
            await stranger.page.getByText("Este enlace no abre nada").waitFor();
          });
          // What has ended stays so: its owner makes another one, at another address.
          await dialog.getByText("Antes").click();
          await dialog.getByRole("button", { name: "Crear otro enlace" }).click();
          await dialog.getByText("Copia el enlace ahora").waitFor();
          const another = await dialog.getByRole("textbox", { name: "Enlace" }).inputValue();
          expect(another).not.toBe(url);
          await visit(browser, { stranger: true }, async (stranger) => {
            await stranger.page.goto(new URL(another).pathname);
            await stranger.page.getByText("Olga Dueña compartió este archivo contigo").waitFor();
            await stranger.page.goto(new URL(url).pathname);
            await stranger.page.getByText("Este enlace no abre nada").waitFor();
          });
        });
      }),
    240_000,
  );

  test("somebody takes their data away and is erased, and cannot come in any more", () =>
    visit(browser, { name: "Ida Saliente", expected: /401/ }, async ({ page, api }) => {
      await api<Me>("/api/me");
      await page.goto("/profile/data");
      await page.getByText("se borra: no hay nadie más en ella").waitFor();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Descargar mis datos" }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/^caudal-mis-datos-\d{4}-\d\d-\d\d\.zip$/);
      const erase = page.getByRole("button", { name: "Borrar todo lo mío" });
      expect(await erase.isDisabled()).toBe(true);
      await page.getByLabel("Escribe BORRAR para confirmar").fill("borrar");
      await erase.click();
      await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
      await page.goto("/files");
      await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
    }));

  test("a shared file in which nothing was found says so, and not that it is still to come", () =>
    visit(browser, {}, async (owner) => {
      const fileId = await send(owner, text("tranquilo.csv", "a,b\n1,2\n3,4\n"));
      await expect
        .poll(async () => (await owner.api<Listed>(`/api/files/${fileId}`)).status, { timeout: 60_000 })
        .toBe("done");
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      await client.query("delete from caudal.insights where file_id = $1", [fileId]);
      await client.end();
      await owner.page.goto(`/files/${fileId}`);
      await owner.page.getByRole("button", { name: "Compartir" }).click();
      const url = await makeLink(owner.page);
      await visit(browser, { stranger: true, width: 390 }, async ({ page }) => {
        await page.goto(new URL(url).pathname);
        await page.getByText("El archivo se leyó entero y no hay en él nada fuera de lo común.").waitFor();
        expect(await page.getByText("Todavía no hay hallazgos").count()).toBe(0);
      });
    }));

  test("a shared file in which there are no rows is not said to be on its way", () =>
    visit(browser, { name: "Olga Dueña" }, async (owner) => {
      const fileId = await send(owner, text("vacío.csv", "fecha,monto\n"));
      expect(await settled(owner, fileId)).toBe("error");
      await owner.page.goto(`/files/${fileId}`);
      await owner.page.getByRole("button", { name: "Compartir" }).click();
      const url = await makeLink(owner.page);
      await visit(browser, { stranger: true, width: 390 }, async ({ page }) => {
        await page.goto(new URL(url).pathname);
        await page.getByText("Este archivo no se pudo leer, así que no hay hallazgos.").waitFor();
        await page.getByRole("radio", { name: "Filas" }).click();
        await page.getByText("Este archivo no se pudo leer, así que no hay filas.").waitFor();
        expect(await page.getByText(/Todavía no|otra pestaña/).count()).toBe(0);
      });
    }));
});

/** The second person acts in the first one's account from now on. */
async function join(owner: Me, reader: Me): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `insert into caudal.members (account_id, user_id, role, access_profile_id, created_at)
     select $1, $2, 'viewer', id, '2000-01-01' from caudal.access_profiles where account_id = $1 limit 1`,
    [owner.account.id, reader.user_id],
  );
  await client.end();
}

async function makeLink(page: Page): Promise<string> {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Con un enlace" }).click();
  await dialog.getByRole("button", { name: "Crear enlace" }).click();
  const url = await dialog.getByRole("textbox", { name: "Enlace" }).inputValue();
  expect(new URL(url).pathname).toMatch(/^\/s\/[\w-]{43}$/);
  expect(url.startsWith(new URL(address).origin) || url.startsWith("http")).toBe(true);
  return url;
}
