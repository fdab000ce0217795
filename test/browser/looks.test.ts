import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { neutralTable, send, settled, text } from "./support/files.ts";
import { foreignWords, saidBy } from "./support/language.ts";
import { newEmail, password, signUpAtOnce, type Visit, visit } from "./support/visit.ts";

/** Every page a person can stand on, with a file that was read and one that could not be. */
async function placesOf(person: Visit): Promise<readonly string[]> {
  const id = await send(person, neutralTable());
  const bad = await send(person, text("k8.csv", "\u0000\u0001\u0002\u0003"));
  await settled(person, id);
  await settled(person, bad);
  const sections = ["", "/rows", "/columns", "/reading", "/rejects", "/run", "/trace"];
  return [
    "/",
    "/files",
    "/files?q=zzz",
    "/profile",
    ...["security", "access", "notices", "data"].map((name) => `/profile/${name}`),
    ...["members", "invitations", "access-profiles", "companies", "tabs", "account", "use"].map(
      (name) => `/admin/${name}`,
    ),
    ...sections.map((section) => `/files/${id}${section}`),
    `/files/${bad}`,
  ];
}

/** Doors at which somebody stands with a session, and those without one; what a mailed link leads to is shown without its link here. */
const doorsInside = ["/second-factor", "/no-account", "/proof"];
const doors = [
  "/sign-in",
  "/sign-up",
  "/forgot",
  "/reset",
  "/confirm",
  "/confirm-email",
  "/keep-email",
  "/invitation",
  "/s/nadie-lo-tiene",
];

/** Goes to a page of the frame and waits until nothing of it is still a skeleton. */
async function stand(page: Page, place: string): Promise<void> {
  await page.goto(place);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.waitForFunction(() => document.querySelector("main .skeleton:not(figure *)") === null);
}

async function breaches(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join("\n  ")}`);
}

const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

describeWith(await requireBrowser(), "for every reader", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test.each([
    { theme: "light", width: 1440 },
    { theme: "dark", width: 390 },
    { theme: "dark", width: 1440 },
    { theme: "light", width: 390 },
  ] as const)("pages are accessible and stay inside the screen: $theme, $width px", ({ theme, width }) =>
    visit(browser, { theme, width }, async (person) => {
      const { page, context } = person;
      const found: Record<string, readonly string[]> = {};
      for (const place of await placesOf(person)) {
        await stand(page, place);
        if (width === 390) {
          expect(await overflow(page), place).toBeLessThanOrEqual(0);
          const bar = await page.getByRole("navigation", { name: "Principal" }).getByRole("link").all();
          for (const link of bar) expect((await link.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44);
        }
        const wrong = await breaches(page);
        if (wrong.length > 0) found[place] = wrong;
      }
      const lookAtDoor = async (place: string) => {
        await stand(page, place);
        expect(await overflow(page), place).toBeLessThanOrEqual(0);
        const wrong = await breaches(page);
        if (wrong.length > 0) found[place] = wrong;
      };
      for (const place of doorsInside) await lookAtDoor(place);
      await context.clearCookies();
      for (const place of doors) await lookAtDoor(place);
      expect(found).toEqual({});
    }),
  );

  test.each(["en", "es"] as const)("no word of the other language and no raw key is left on screen: %s", (locale) =>
    visit(browser, { locale, name: "Q7 Z" }, async (person) => {
      const { page, context } = person;
      const found: Record<string, readonly string[]> = {};
      const look = async (place: string) => {
        const words = foreignWords(await saidBy(page), locale);
        if (words.length > 0) found[place] = words;
      };
      for (const place of await placesOf(person)) {
        await stand(page, place);
        for (const button of await page.getByRole("button", { name: /¿Cómo lo sabes\?|How do you know\?/ }).all())
          await button.click();
        await look(place);
      }
      await page.getByRole("button", { name: /^(Avisos|Notifications)/ }).click();
      await page.getByRole("dialog").getByText("k7.csv").first().waitFor();
      await look("bell");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await page.getByRole("option").first().waitFor();
      await look("palette");
      for (const place of doorsInside) {
        await stand(page, place);
        await look(place);
      }
      await context.clearCookies();
      for (const place of doors) {
        await stand(page, place);
        await look(place);
      }
      for (const place of ["/sign-in", "/sign-up"]) {
        await stand(page, place);
        await page.locator('main button[type="submit"]').click();
        await page.locator('[aria-invalid="true"]').first().waitFor();
        await look(place);
      }
      expect(found).toEqual({});
    }),
  );

  test("from the door to an insight with the keyboard alone", () =>
    visit(browser, { stranger: true }, async ({ page, context }) => {
      const email = newEmail();
      const data = { name: "Ana", email, password, locale: "es" };
      const origin = { origin: new URL((await page.goto("/sign-in"))?.url() ?? "").origin };
      await signUpAtOnce(context, origin.origin, data);
      const api = async <T>(path: string) => (await (await context.request.get(path)).json()) as T;
      const id = await send({ page, context, api }, neutralTable());
      await settled({ page, context, api }, id);
      await context.clearCookies();
      await page.reload();
      await page.waitForFunction(() => document.activeElement?.getAttribute("type") === "email");
      await page.keyboard.type(email);
      await page.keyboard.press("Tab");
      await page.keyboard.type(password);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Hola, Ana" }).waitFor();
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").waitFor();
      await page.keyboard.type("k7");
      await page.getByRole("option", { name: "k7.csv" }).waitFor();
      await page.keyboard.press("Enter");
      await page.getByRole("article").first().waitFor();
      // From the top of the page on, Tab alone reaches the first insight's proof; where one stands is always drawn.
      await page.locator("#content").focus();
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
          const element = document.activeElement;
          return {
            name: element?.textContent ?? "",
            ring: element === null ? "" : getComputedStyle(element).outlineStyle,
          };
        });
        expect(at.ring, at.name).not.toBe("none");
        if (at.name.includes("¿Cómo lo sabes?")) break;
      }
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Método" }).waitFor();
    }));

  test("nothing moves for who asked for stillness, and the theme follows the system", () =>
    visit(browser, { theme: "dark" }, async ({ page }) => {
      await stand(page, "/");
      expect(
        await page.evaluate(() => document.getAnimations().filter((each) => each.playState === "running").length),
      ).toBe(0);
      const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const dark = await paper();
      await page.emulateMedia({ colorScheme: "light" });
      await page.waitForFunction(
        (before) => getComputedStyle(document.documentElement).backgroundColor !== before,
        dark,
      );
    }));
});
