import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { founderToken } from "../../support/founder-token.ts";

/** Where the server of the browser's tests answers. */
export const address: string = process.env["CAUDAL_TEST_PAGE"] ?? "";

/** A superuser's address of that server's database, for what no login of the platform may do. */
export const databaseUrl: string = process.env["CAUDAL_TEST_PAGE_DATABASE"] ?? "";

/** That server's data folder, for what goes wrong with a disk. */
export const dataFolder: string = process.env["CAUDAL_TEST_PAGE_DATA"] ?? "";

export type Visit = {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Sends the API a request with this person's session, as the page would. */
  readonly api: <T>(path: string, init?: { method?: string; data?: unknown }) => Promise<T>;
};

export type VisitOptions = {
  readonly locale?: "es" | "en";
  /** Of whom reads Spanish: in AR figures are written 1.234,5, in MX 1,234.5. */
  readonly region?: "AR" | "MX";
  readonly theme?: "light" | "dark";
  readonly width?: number;
  /** Signs nobody in. */
  readonly stranger?: boolean;
  readonly name?: string;
  readonly calm?: boolean;
  /** Where the browser finds the server, if not at its own address. */
  readonly at?: string;
  /** What the console may complain of in this test, because the test brings it about. */
  readonly expected?: RegExp;
};

export const password = "mañana llueve en Quito";

/** A new address of a person who does not exist yet. */
export function newEmail(): string {
  return `p${crypto.randomUUID()}@ejemplo.test`;
}

/** Where on the page a mailed link leads: the server of the tests listens on a port that it does not know itself by. */
export function placeOf(link: string): string {
  const { pathname, hash } = new URL(link);
  return pathname + hash;
}

/** Signs a new person up and in, as one whom the operator vouches for: without a mail. */
export async function signUpAtOnce(
  context: BrowserContext,
  at: string,
  data: { readonly name: string; readonly email: string; readonly password: string; readonly locale: string },
): Promise<void> {
  const headers = { origin: at, "caudal-founder-token": founderToken };
  const response = await context.request.post("/api/auth/sign-up/email", { data, headers });
  if (response.status() !== 200) throw new Error(`sign-up: ${response.status()} ${await response.text()}`);
}

/** An address that hardly another visit comes from. */
function newAddress(): string {
  return [10, ...crypto.getRandomValues(new Uint8Array(3))].join(".");
}

/**
 * Opens a browser's window of its own, with a new person signed in unless `stranger`, and runs `body` in it. Fails when the page wrote an error to the console,
 * threw, broke its content security policy, or got an answer of 500 and above; leaves a picture of what stood there when `body` fails.
 */
export async function visit(
  browser: Browser,
  options: VisitOptions,
  body: (visit: Visit) => Promise<void>,
): Promise<void> {
  const { locale = "es", region = "AR", theme = "light", width = 1440, calm = true, at = address } = options;
  const context = await browser.newContext({
    baseURL: at,
    viewport: { width, height: width < 600 ? 844 : 900 },
    colorScheme: theme,
    locale: locale === "es" ? `es-${region}` : "en-US",
    reducedMotion: calm ? "reduce" : "no-preference",
    acceptDownloads: true,
    extraHTTPHeaders: { "x-forwarded-for": newAddress() },
  });
  // Two busy cores take their time: what waits this long waits for something that does not come.
  context.setDefaultTimeout(90_000);
  const complaints: string[] = [];
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      throw new Error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    // A refused request is told by its status below, and wanted in half of these tests.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      complaints.push(`${page.url()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on("response", (response) => {
    if (response.status() >= 500) complaints.push(`${response.status()} ${response.url()}`);
  });
  page.on("dialog", (dialog) => void dialog.accept());
  const api = async <T>(path: string, init: { method?: string; data?: unknown } = {}): Promise<T> => {
    const response = await context.request.fetch(path, { ...init, headers: { origin: at } });
    if (!response.ok()) throw new Error(`${path}: ${response.status()} ${await response.text()}`);
    return (await response.json()) as T;
  };
  try {
    if (options.stranger !== true) {
      const { name = "Ana Pruebas" } = options;
      await signUpAtOnce(context, at, { name, email: newEmail(), password, locale });
    }
    await body({ page, context, api });
    const wrong = complaints.filter((complaint) => options.expected?.test(complaint) !== true);
    if (wrong.length > 0) throw new Error(`the page complained:\n${wrong.join("\n")}`);
  } catch (cause) {
    const picture = join(await mkdtemp(join(tmpdir(), "caudal-browser-failure-")), "page.png");
    await page.screenshot({ path: picture }).catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${reason}\nat ${page.url()}, seen in ${picture}\n${complaints.join("\n")}`, { cause });
  } finally {
    await context.close();
  }
}
