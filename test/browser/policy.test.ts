import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { neutralTable, send, settled } from "./support/files.ts";
import { address, visit } from "./support/visit.ts";

/** What somebody might get into a page's own HTML, each telling that it ran. */
const attack = `
  <script>document.documentElement.dataset.inline = "ran"</script>
  <img src="/nothing.png" alt="" onerror="document.documentElement.dataset.handler = 'ran'">
  <a id="evil" href="javascript:void (document.documentElement.dataset.link = 'ran')">Ver</a>
  <iframe title="" srcdoc="<script>parent.document.documentElement.dataset.frame = 'ran'</script>"></iframe>
  <base href="http://evil.test/">
  <style>#evil { --evil: ran }</style>`;

/** Puts the attack into the HTML on its way, with or without the policy that it comes with. */
async function inject(context: BrowserContext, policy: "kept" | "taken away"): Promise<void> {
  await context.route(`${address}/sign-in`, async (route) => {
    const response = await route.fetch();
    const headers = response.headers();
    if (policy === "taken away") delete headers["content-security-policy"];
    await route.fulfill({ response, headers, body: (await response.text()).replace("</body>", `${attack}</body>`) });
  });
}

async function whatRan(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { dataset } = document.documentElement;
    const evil = document.querySelector("#evil");
    const ran = ["inline", "handler", "link", "frame"].filter((name) => dataset[name] === "ran");
    if (document.baseURI.includes("evil.test")) ran.push("base");
    if (evil !== null && getComputedStyle(evil).getPropertyValue("--evil") !== "") ran.push("style");
    return ran;
  });
}

const open = (page: Page) => page.locator("[data-state=open]:is([role=menu], [role=dialog]), dialog[open]");

/** Where a text could become markup or code, as a mistake in the page would do it. */
const sinks = {
  innerHTML: () => {
    document.createElement("div").innerHTML = "<img src=/x onerror=alert(1)>";
  },
  insertAdjacentHTML: () => document.body.insertAdjacentHTML("beforeend", "<b>x</b>"),
  write: () => document.write("<b>x</b>"),
  srcdoc: () => {
    document.createElement("iframe").srcdoc = "<b>x</b>";
  },
  parser: () => void new DOMParser().parseFromString("<b>x</b>", "text/html"),
  script: () => {
    document.createElement("script").src = "/theme.js";
  },
  timer: () => void Reflect.apply(setTimeout, globalThis, ["1", 0]),
};

const wanted = { expected: /content.security.policy|Trusted(HTML|Script)|violates|Refused/i };

describeWith(await requireBrowser(), "the page's content security policy", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test.each([
    ["kept", []],
    // The same attack without it: what the policy is for.
    ["taken away", ["inline", "handler", "link", "frame", "base", "style"]],
  ] as const)("with the policy %s, of what was injected runs: %j", (policy, ran) =>
    visit(browser, { stranger: true, ...wanted }, async ({ page, context }) => {
      await inject(context, policy);
      const looked = page.waitForResponse((response) => response.url().includes("nothing.png"));
      await page.goto("/sign-in");
      await looked;
      // Not by the mouse: it would have to lie in view.
      await page.evaluate(() => document.querySelector<HTMLElement>("#evil")?.click());
      if (policy === "kept") await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
      await expect.poll(() => whatRan(page)).toEqual(ran);
    }),
  );

  test.each(Object.entries(sinks))("no text becomes markup or code by %s", (_name, sink) =>
    visit(browser, { stranger: true, ...wanted }, async ({ page }) => {
      await page.goto("/sign-in");
      await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
      await expect(page.evaluate(sink)).rejects.toThrow(
        /requires a '?Trusted|'?Trusted(HTML|Script|ScriptURL)'? assignment/,
      );
    }),
  );

  test("is broken by no page, menu, dialog or chart; signing out empties the storage and leaves the theme", () =>
    visit(browser, {}, async (person) => {
      const { page } = person;
      const id = await send(person, neutralTable());
      await settled(person, id);
      const places = ["/", "/files", "/profile", "/profile/security", "/profile/data", "/admin", "/admin/audit"];
      const sections = ["", "/rows", "/columns", "/reading", "/rejects", "/run", "/trace"];
      for (const place of [...places, ...sections.map((section) => `/files/${id}${section}`)]) {
        await page.goto(place);
        await page.getByRole("heading", { level: 1 }).first().waitFor();
        await page.waitForFunction(() => document.querySelector("main .skeleton:not(figure *)") === null);
        for (const menu of await page.locator("button[aria-haspopup]:visible").all()) {
          // A page that is drawn anew in this moment takes the key from the button: who presses it, presses again.
          await expect
            .poll(async () => {
              if (!(await open(page).isVisible())) await menu.press("Enter");
              return open(page).isVisible();
            })
            .toBe(true);
          await page.keyboard.press("Escape");
          await open(page).waitFor({ state: "detached" });
        }
      }
      await page.goto(`/files/${id}`);
      const chart = page.locator("figure svg").first();
      await chart.scrollIntoViewIfNeeded();
      await chart.hover();

      await page.evaluate(() => localStorage.setItem("tus::x", "secreto.csv"));
      await page.getByRole("button", { name: /Ana Pruebas/ }).click();
      await page.getByRole("menuitemradio", { name: "Oscuro" }).click();
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: /Ana Pruebas/ }).click();
      await page.getByRole("menuitem", { name: "Salir" }).click();
      await page.getByRole("heading", { name: "Entra a tu cuenta" }).waitFor();
      await page.reload();
      expect(await page.evaluate(() => [localStorage.length, document.documentElement.dataset["theme"]])).toEqual([
        0,
        "dark",
      ]);
    }));
});
