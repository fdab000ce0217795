import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { launchBrowser } from "../../../../test/support/browser.ts";
import { idOf } from "./people.ts";
import { serveStandIn } from "./serve.ts";
import type { Scene } from "./handler.ts";

const out = process.argv[2] ?? "/tmp/caudal-shots";
const only = process.argv[3];
const f1 = `/files/${idOf(1)}`;
const pages: readonly (readonly [string, string, Scene])[] = [
  ["sign-in", "/sign-in", "signed-out"],
  ["sign-up", "/sign-up", "signed-out"],
  ["home", "/", "full"],
  ["home-empty", "/", "empty"],
  ["home-loading", "/", "loading"],
  ["home-failing", "/", "failing"],
  ["files", "/files", "full"],
  ["files-empty", "/files", "empty"],
  ["files-loading", "/files", "loading"],
  ["files-offline", "/files", "offline"],
  ["files-nomatch", "/files?q=zzz", "full"],
  ["insights", f1, "full"],
  ["insights-loading", f1, "loading"],
  ["insights-failing", f1, "failing"],
  ["rows", `${f1}/rows`, "full"],
  ["columns", `${f1}/columns`, "full"],
  ["reading", `${f1}/reading`, "full"],
  ["rejects", `${f1}/rejects`, "full"],
  ["run", `${f1}/run`, "full"],
  ["processing", `/files/${idOf(2)}`, "full"],
  ["error", `/files/${idOf(3)}`, "full"],
  ["waiting", `/files/${idOf(5)}`, "full"],
  ["profile", "/profile", "full"],
];
await mkdir(out, { recursive: true });
const server = await serveStandIn();
const browser = await launchBrowser();
try {
  for (const theme of (process.argv[4]?.split(",") ?? ["light", "dark"]) as ("light" | "dark")[])
    for (const width of (process.argv[5]?.split(",") ?? ["1440", "390"]).map(Number)) {
      const context = await browser.newContext({
        viewport: { width, height: width === 390 ? 844 : 900 },
        colorScheme: theme,
        locale: "es-MX",
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      page.on("console", (m) => {
        if (m.type() === "error" && !/status of (401|503|404)/.test(m.text()))
          process.stdout.write(`${page.url()} CONSOLE ${m.text()}\n`);
      });
      page.on("pageerror", (e) => process.stdout.write(`${page.url()} ERROR ${e.message}\n`));
      for (const [name, path, scene] of pages) {
        if (only !== undefined && !name.match(only)) continue;
        await context.addCookies([{ name: "scene", value: scene, url: server.address }]);
        await page.goto(server.address + path);
        await page.waitForTimeout(name.includes("failing") ? 2500 : name.includes("offline") ? 3000 : 700);
        if (name === "insights") {
          for (let y = 0; y < 9000; y += 500) {
            await page.mouse.wheel(0, 500);
            await page.waitForTimeout(40);
          }
          await page.evaluate(() => scrollTo(0, 0));
          await page.waitForTimeout(300);
        }
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (over > 0) process.stdout.write(`${name} ${width} OVERFLOW ${over}\n`);
        await page.screenshot({ path: join(out, `${name}-${width}-${theme}.png`), fullPage: true });
        if (width === 1440 || name === "rows") {
          const { violations } = await new AxeBuilder({ page }).analyze();
          for (const v of violations)
            process.stdout.write(
              `${name} ${width} ${theme} AXE ${v.id} ${v.nodes.length} ${v.nodes[0]?.html.slice(0, 160)} | ${v.nodes[0]?.any[0]?.message?.slice(0, 160) ?? ""}\n`,
            );
        }
      }
      await context.close();
    }
} finally {
  await browser.close();
  await server.close();
}
