import type { Me } from "@caudal/contract/resources/me.ts";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, requireBrowser } from "../support/browser.ts";
import { describeWith } from "../support/components.ts";
import { expectWhole } from "./support/expect-whole.ts";
import { send, settled, text } from "./support/files.ts";
import { moveInto } from "./support/move-into.ts";
import { visit } from "./support/visit.ts";

const nothingHere = "Los archivos no se muestran en esta vista";

async function picture(page: Page, name: string): Promise<void> {
  const shots = process.env["CAUDAL_TEST_SHOTS"];
  if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png` });
}

describeWith(await requireBrowser(), "a manager who looks as an administrator", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test.each([
    { width: 1440, theme: "light" },
    { width: 390, theme: "dark" },
  ] as const)(
    "is told of nothing hidden that it is not there, and is offered nothing that would be refused: $width px",
    (look) =>
      visit(browser, { ...look, name: "Olga Dueña" }, ({ page, api }) =>
        visit(browser, { name: "Vera Segunda" }, async (seen) => {
          const member = await seen.api<Me>("/api/me");
          await moveInto(await api<Me>("/api/me"), member);
          // There is something to hide, a notice among it.
          const id = await send(seen, text("nómina.csv", "fecha,monto\n2026-01-01,10\n2026-01-02,12\n"));
          await settled(seen, id);
          await api(`/api/members/${member.user_id}`, { method: "PATCH", data: { role: "admin" } });
          await api("/api/view", { method: "POST", data: { user_id: member.user_id } });
          const sent: string[] = [];
          page.on("request", (request) => {
            if (request.method() !== "GET") sent.push(`${request.method()} ${request.url()}`);
          });
          const name = `${look.width}-${look.theme}`;
          for (const path of ["/", "/files", "/files?whose=shared", "/files?q=nada"]) {
            await page.goto(path);
            await page.getByText(nothingHere).waitFor();
            for (const untrue of [
              "Nadie te ha compartido",
              "Todavía no hay",
              "Empieza con",
              "Ningún archivo",
              "0 archivos",
            ])
              expect(await page.getByText(untrue).count(), `${path}: ${untrue}`).toBe(0);
          }
          await picture(page, `view-files-${name}`);
          await expectWhole(page);
          await page.getByRole("button", { name: "Avisos", exact: true }).click();
          await page.getByText("Los avisos no se muestran en esta vista.").waitFor();
          await page.keyboard.press("Escape");
          await page.getByRole("button", { name: "En curso", exact: true }).click();
          await page.getByText("Lo que está en curso no se muestra en esta vista.").waitFor();
          await page.keyboard.press("Escape");

          await page.goto("/admin/account");
          expect(await page.getByLabel("Nombre de la cuenta").isDisabled()).toBe(true);
          expect(await page.getByRole("button", { name: "Guardar" }).isDisabled()).toBe(true);
          await picture(page, `view-account-${name}`);
          await expectWhole(page);

          await page.goto("/profile/data");
          await page.getByText("Tus datos no se muestran en esta vista").waitFor();
          await expectWhole(page);
          for (const section of ["", "security", "notices"]) {
            await page.goto(`/profile/${section}`);
            await page.locator("main fieldset").getByRole("heading").first().waitFor();
            await page.waitForFunction(() => document.querySelector("main .skeleton") === null);
            const open = await page
              .locator("main fieldset :is(button, input, select, textarea):enabled")
              .allInnerTexts();
            expect(open, section).toEqual([]);
            if (section === "") await picture(page, `view-profile-${name}`);
            await expectWhole(page);
          }
          await page.getByRole("button", { name: "Cuenta de Olga Dueña" }).click();
          const english = page.getByRole("menuitemradio", { name: "English" });
          expect(await english.getAttribute("aria-disabled")).toBe("true");
          await english.click({ force: true });
          await page.keyboard.press("Escape");
          expect(sent).toEqual([]);
        }),
      ),
  );
});
