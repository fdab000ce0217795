import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium, type Browser } from "playwright-core";
import { type Component, requireComponent } from "./components.ts";

const require = createRequire(import.meta.url);

/** Chromium comes compressed from npm. It is unpacked once per version and user, in one rename, so that runs may race. */
async function unpackChromium(): Promise<string> {
  const module = require.resolve("@sparticuz/chromium");
  const version: string = require(join(module, "../../package.json")).version;
  const folder = join(tmpdir(), `caudal-chromium-${version}-${userInfo().uid}`);
  if (existsSync(folder)) return folder;
  const staging = await mkdtemp(join(tmpdir(), "caudal-chromium-"));
  try {
    const script = `const { default: chromium } = await import(${JSON.stringify(module)}); await chromium.executablePath();`;
    // The package looks at this variable to decide whether to unpack the shared libraries that a bare machine lacks.
    const env = { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" };
    await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { env });
    await rename(staging, folder).catch((error: unknown) => {
      // Another process was faster; what it unpacked is the same.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return folder;
}

/** The package's own configuration looks for fonts where we did not unpack them, and a browser without any font dies at the first input. */
async function configureFonts(folder: string): Promise<string> {
  const path = join(folder, "fonts.xml");
  const folders = [join(folder, "fonts"), "/usr/share/fonts"].map((name) => `<dir>${name}</dir>`).join("");
  await writeFile(
    path,
    `<?xml version="1.0"?><fontconfig>${folders}<cachedir>${join(folder, "font-cache")}</cachedir></fontconfig>`,
  );
  return path;
}

/** A headless Chromium of its own, with the web's security left on. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const folder = await unpackChromium();
  const fonts = await configureFonts(folder);
  return chromium.launch({
    executablePath: join(folder, "chromium"),
    // Chromium refuses its own sandbox for root, and containers lack what it needs: the pages here are only ours.
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(folder, "al2023", "lib"),
      FONTCONFIG_FILE: fonts,
    },
  });
}

/** The browser as a component: probed by really starting it. */
export function requireBrowser(): Promise<Component> {
  return requireComponent(
    "a browser",
    async () => (await launchBrowser()).close(),
    "npm installs it (@sparticuz/chromium) on Linux x64; elsewhere run the tests in a Linux container",
  );
}
