import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { choose, neutralTable, send, settled, text } from "./support/files.ts";
import { layCable } from "./support/cable.ts";
import { openCompany } from "./support/company.ts";
import { address, type Visit, visit } from "./support/visit.ts";

const megabyte = 1_000_000;

/** Rows whose first cell is their number, so that bytes that were lost, doubled or moved would show. */
function numbered(bytes: number): string {
  const lines: string[] = ["n,word"];
  for (let size = 7, row = 1; size < bytes; row += 1) {
    const line = `${row},${"abcdefgh".repeat(10)}`;
    lines.push(line);
    size += line.length + 1;
  }
  return `${lines.join("\n")}\n`;
}

/** The network as slow as it must be for a person to see an upload on its way. */
async function slowDown({ context, page }: Pick<Visit, "context" | "page">, bytesPerSecond: number): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
}

const trayOf = (page: Page) => page.getByRole("region", { name: "Subidas" });
const percentOf = async (page: Page, name: string) =>
  Number(await page.getByRole("progressbar", { name: `Progreso de ${name}` }).getAttribute("aria-valuenow"));

/** Waits until a part of an upload has gone, and not all of it. */
async function midway(page: Page, name: string): Promise<void> {
  const bar = `[role="progressbar"][aria-label="Progreso de ${name}"]`;
  await page.waitForFunction((selector) => {
    const percent = Number(document.querySelector(selector)?.getAttribute("aria-valuenow") ?? 0);
    return percent >= 10 && percent < 90;
  }, bar);
}

async function original({ context }: Visit, id: string): Promise<string> {
  return (await context.request.get(`/api/files/${id}/content`)).text();
}

async function idOf({ api }: Visit, name: string): Promise<string> {
  const { items } = await api<{ items: { id: string; file_name: string }[] }>("/api/files?limit=50");
  return items.find((item) => item.file_name === name)?.id ?? "";
}

describeWith(await requireBrowser(), "uploads", () => {
  let browser: Browser;
  let desk: string;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    desk = await mkdtemp(join(tmpdir(), "caudal-desk-"));
  });
  afterEach(() => rm(desk, { recursive: true, force: true }));

  test("several go at once, each with its own progress; one is cancelled and leaves nothing", () =>
    visit(browser, {}, async (person) => {
      const { page, api } = person;
      await page.goto("/");
      await slowDown(person, megabyte);
      const names = ["uno.csv", "dos.csv", "tres.csv", "cuatro.csv"];
      await choose(
        page,
        names.map((name) => text(name, numbered(3 * megabyte))),
      );
      await trayOf(page).getByText("Subiendo 4 archivos").waitFor();
      await trayOf(page)
        .getByText(/^En espera · 3 MB/)
        .waitFor();
      await midway(page, "uno.csv");
      await trayOf(page).getByRole("button", { name: "Cancelar subida: dos.csv" }).click();
      await trayOf(page).getByText("Subiendo 3 archivos").waitFor();
      await slowDown(person, -1);
      await trayOf(page).getByText("3 archivos subidos").waitFor();
      // All has arrived: one line, opened and closed from the keyboard, that covers no more of the list than itself.
      await trayOf(page).getByRole("listitem").first().waitFor({ state: "detached" });
      expect((await trayOf(page).boundingBox())?.height).toBeLessThan(60);
      await trayOf(page).getByRole("button", { name: "Mostrar subidas" }).press("Enter");
      expect(await trayOf(page).getByRole("link", { name: "Ver archivo" }).count()).toBe(3);
      await trayOf(page).getByRole("button", { name: "Minimizar" }).press("Escape");
      await trayOf(page).waitFor({ state: "detached" });
      const { items } = await api<{ items: { file_name: string }[] }>("/api/files?limit=50");
      expect(items.map((item) => item.file_name).toSorted()).toEqual(["cuatro.csv", "tres.csv", "uno.csv"]);
    }));

  test("one is paused, shows what the server has, and goes on from there", () =>
    visit(browser, {}, async (person) => {
      const { page } = person;
      const content = numbered(4 * megabyte);
      await page.goto("/");
      await slowDown(person, megabyte);
      await choose(page, [text("pausa.csv", content)]);
      await midway(page, "pausa.csv");
      await trayOf(page).getByRole("button", { name: "Pausar: pausa.csv" }).click();
      await trayOf(page)
        .getByText(/^En pausa, .* guardados$/)
        .waitFor();
      const percent = await percentOf(page, "pausa.csv");
      expect(percent).toBeLessThan(100);
      await slowDown(person, -1);
      await trayOf(page).getByRole("button", { name: "Seguir: pausa.csv" }).click();
      await trayOf(page).getByText("1 archivo subido").waitFor();
      const id = await idOf(person, "pausa.csv");
      expect((await original(person, id)) === content).toBe(true);
    }));

  test("one that is paused and resumed before its first byte is sent once", () =>
    visit(browser, {}, async (person) => {
      const { page } = person;
      const content = numbered(4 * megabyte);
      await page.goto("/");
      await slowDown(person, megabyte);
      await choose(page, [text("prisa.csv", content)]);
      await midway(page, "prisa.csv");
      const act = (what: string) => trayOf(page).getByRole("button", { name: `${what}: prisa.csv` });
      await act("Pausar").click();
      await trayOf(page)
        .getByText(/^En pausa, .* guardados$/)
        .waitFor();
      // Each start asks first where the server stands; these questions get no answer until both starts are under way.
      const held: (() => void)[] = [];
      let holding = true;
      await page.route("**/api/uploads/*", async (route) => {
        if (holding && route.request().method() === "HEAD") await new Promise<void>((resolve) => held.push(resolve));
        await route.continue();
      });
      const sent: string[] = [];
      page.on("request", (request) => request.method() === "PATCH" && sent.push(request.url()));
      await act("Seguir").click();
      await expect.poll(() => held.length).toBe(1);
      await act("Pausar").click();
      await act("Seguir").click();
      await act("Pausar").waitFor();
      await slowDown(person, -1);
      holding = false;
      for (const release of held) release();
      await trayOf(page).getByText("1 archivo subido").waitFor();
      expect(sent).toHaveLength(1);
      expect((await original(person, await idOf(person, "prisa.csv"))) === content).toBe(true);
    }));

  test("one that a reload cut goes on where it was when the same file is chosen, and not with another", () =>
    visit(browser, {}, async (person) => {
      const { page } = person;
      const content = numbered(4 * megabyte);
      const path = join(desk, "recarga.csv");
      await writeFile(path, content);
      await writeFile(join(desk, "otro.csv"), "a,b\n1,2\n");
      await page.goto("/");
      await slowDown(person, megabyte);
      await page.locator('main input[type="file"]').setInputFiles(path);
      await midway(page, "recarga.csv");
      await page.reload();
      await trayOf(page)
        .getByText(/^Quedó a medias/)
        .waitFor();
      const pick = async (file: string) => {
        const [chooser] = await Promise.all([
          page.waitForEvent("filechooser"),
          trayOf(page).getByRole("button", { name: "Elegir y seguir" }).click(),
        ]);
        await chooser.setFiles(join(desk, file));
      };
      await pick("otro.csv");
      await trayOf(page).getByText("Ese no es el mismo archivo.").waitFor();
      await pick("recarga.csv");
      await trayOf(page).getByText("1 archivo subido").waitFor();
      expect((await original(person, await idOf(person, "recarga.csv"))) === content).toBe(true);
    }));

  test.each([429, 403])(
    "one whose question is answered with %i is not forgotten, and goes on where it was, once it is let",
    (status) =>
      visit(browser, {}, async (person) => {
        const { page } = person;
        const content = numbered(4 * megabyte);
        const path = join(desk, "olvido.csv");
        await writeFile(path, content);
        await page.goto("/");
        await slowDown(person, megabyte);
        await page.locator('main input[type="file"]').setInputFiles(path);
        await midway(page, "olvido.csv");
        let refusing = true;
        let asked = 0;
        const begun: string[] = [];
        await page.route("**/api/uploads/*", async (route) => {
          if (route.request().method() !== "HEAD" || !refusing) return route.continue();
          asked += 1;
          return route.fulfill({ status, headers: status === 429 ? { "retry-after": "2" } : {} });
        });
        page.on("request", (request) => {
          if (request.method() === "POST" && new URL(request.url()).pathname === "/api/uploads") begun.push("POST");
        });
        await page.reload();
        // How much is there nobody said; that something is, this browser knows.
        await trayOf(page).getByText("Quedó a medias. Elige el mismo archivo y sigue donde iba.").waitFor();
        const before = asked;
        await page.reload();
        await trayOf(page).getByText("Quedó a medias. Elige el mismo archivo y sigue donde iba.").waitFor();
        expect(asked).toBeGreaterThan(before);
        const [chooser] = await Promise.all([
          page.waitForEvent("filechooser"),
          trayOf(page).getByRole("button", { name: "Elegir y seguir" }).click(),
        ]);
        await chooser.setFiles(path);
        // What may pass is asked again by itself; a refusal waits for the person.
        await trayOf(page)
          .getByText(
            status === 429 ? /^El servidor pide una pausa, con .* en \d+ s\.$/ : /^El servidor no deja seguir ahora/,
          )
          .waitFor();
        refusing = false;
        if (status === 403) await trayOf(page).getByRole("button", { name: "Seguir: olvido.csv" }).click();
        await trayOf(page).getByText("1 archivo subido").waitFor();
        expect(begun).toEqual([]);
        expect((await original(person, await idOf(person, "olvido.csv"))) === content).toBe(true);
      }),
  );

  test("one that the server asks to wait says so, with how long, and does as it is asked: it is not said to lack a network", () =>
    visit(browser, {}, async (person) => {
      const { page } = person;
      const content = numbered(megabyte);
      const tried: number[] = [];
      await page.route("**/api/uploads", async (route) => {
        if (route.request().method() !== "POST") return route.continue();
        tried.push(Date.now());
        if (tried.length > 2) return route.continue();
        return route.fulfill({ status: 429, headers: { "retry-after": "4" } });
      });
      const said: string[] = [];
      await page.exposeFunction("note", (text: string) => void said.push(text));
      await page.goto("/");
      await page.evaluate(() => {
        const note: unknown = Reflect.get(window, "note");
        const observer = new MutationObserver(() => {
          if (typeof note === "function") note(document.querySelector('[aria-label="Subidas"]')?.textContent ?? "");
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      });
      await choose(page, [text("pausa-pedida.csv", content)]);
      await trayOf(page)
        .getByText(/^El servidor pide una pausa, con .* Sigue sola desde lo guardado en [1-4] s\.$/)
        .waitFor();
      await trayOf(page).getByText("1 archivo subido").waitFor();
      expect(tried).toHaveLength(3);
      for (const index of [1, 2]) expect((tried[index] ?? 0) - (tried[index - 1] ?? 0)).toBeGreaterThanOrEqual(3900);
      expect(said.join(" ")).not.toContain("Sin conexión");
      expect((await original(person, await idOf(person, "pausa-pedida.csv"))) === content).toBe(true);
    }));

  test("several where one may be under way at once: the others say so, wait as long as they are told, and all arrive whole", async () => {
    const company = await openCompany("De a uno", { env: { CAUDAL_TRANSFERS_PER_PERSON: "1" } });
    onTestFinished(company.close);
    await visit(browser, { at: company.address, expected: /\b429\b/ }, async (person) => {
      const { page } = person;
      const waits: (string | undefined)[] = [];
      page.on("response", (response) => {
        if (response.status() === 429) waits.push(response.headers()["retry-after"]);
      });
      await page.goto("/");
      await slowDown(person, megabyte);
      const files = ["uno.csv", "dos.csv", "tres.csv"].map((name) => ({
        name,
        content: `${name}\n${numbered(2 * megabyte)}`,
      }));
      await choose(
        page,
        files.map(({ name, content }) => text(name, content)),
      );
      const busy = trayOf(page).getByText(
        /^El servidor pide una pausa, con .* Sigue sola desde lo guardado en [1-5] s\.$/,
      );
      await busy.first().waitFor();
      await trayOf(page).getByText("Subiendo 3 archivos").waitFor();
      await slowDown(person, -1);
      await trayOf(page).getByText("3 archivos subidos").waitFor({ timeout: 60_000 });
      expect(waits.length).toBeGreaterThan(0);
      expect(new Set(waits)).toEqual(new Set(["5"]));
      for (const { name, content } of files)
        expect((await original(person, await idOf(person, name))) === content, name).toBe(true);
    });
  });

  test("one that the network left waits, says so, and goes on by itself when it is back", async () => {
    const cable = await layCable(address);
    onTestFinished(cable.close);
    await visit(browser, { at: cable.address }, async (person) => {
      const { page, context } = person;
      const content = numbered(4 * megabyte);
      await page.goto("/");
      await slowDown(person, megabyte);
      await choose(page, [text("corte.csv", content)]);
      await midway(page, "corte.csv");
      cable.pull();
      await context.setOffline(true);
      await trayOf(page)
        .getByText(/^Sin conexión, con/)
        .waitFor();
      await page.getByText("Tu equipo no tiene red.").waitFor();
      cable.plug();
      await context.setOffline(false);
      await trayOf(page).getByText("1 archivo subido").waitFor();
      expect((await original(person, await idOf(person, "corte.csv"))) === content).toBe(true);
      // The live connection is back too: the file's own state arrives without a reload.
      await trayOf(page).getByRole("link", { name: "Ver archivo" }).click();
      await page.getByText(/leído/).first().waitFor();
    });
  });

  test("a file waits for its signal, is read, read again, and deleted after it is said what goes", () =>
    visit(browser, {}, async (person) => {
      const { page, api } = person;
      await api("/api/me", { method: "PATCH", data: { auto_process: false } });
      const id = await send(person, neutralTable());
      await page.goto(`/files/${id}`);
      await page.getByText("Este archivo espera tu señal").waitFor();
      await page.getByRole("button", { name: "Procesar" }).click();
      await settled(person, id);
      await page.getByRole("article").first().waitFor();
      await page.getByRole("button", { name: "Acciones de k7.csv" }).click();
      await page.getByRole("menuitem", { name: "Procesar de nuevo" }).click();
      await page.getByRole("button", { name: "Avisos, 1 sin leer" }).click();
      await page.getByRole("dialog", { name: "Avisos" }).getByText("4 avisos anteriores").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Acciones de k7.csv" }).click();
      await page.getByRole("menuitem", { name: "Eliminar" }).click();
      const dialog = page.getByRole("dialog", { name: "¿Eliminar «k7.csv»?" });
      await dialog.getByText("No se puede deshacer.").waitFor();
      await dialog.getByRole("button", { name: "Eliminar archivo" }).click();
      await page.getByText("Todavía no has subido archivos").waitFor();
      await page
        .getByText(/^Se borró el archivo con lo que salió de él: \d+ hallazgos?, 2 archivos del almacén/)
        .waitFor();
      expect(new URL(page.url()).pathname).toBe("/files");
      await page.goto(`/files/${id}`);
      await page.getByRole("heading", { name: "Esta página no existe" }).first().waitFor();
    }));
});
