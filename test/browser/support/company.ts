import type { Page } from "playwright-core";
import { startServer } from "../../crash/support/servers/real-server.ts";
import { freePort } from "../../support/free-port.ts";
import { startOidcProvider, testClient, type TestOidcProvider } from "../../support/oidc-provider.ts";
import { dataFolder } from "./visit.ts";

/** A second server beside the one of all tests, on its database, where people sign in with their company's own service. */
export type Company = {
  readonly name: string;
  readonly address: string;
  readonly provider: TestOidcProvider;
  close(): Promise<void>;
};

export type CompanyOptions = {
  /** A database and a data folder of its own, instead of those of all tests. */
  readonly own?: { readonly urls: { readonly app: string; readonly signin: string }; readonly dataDir: string };
  readonly env?: Readonly<Record<string, string>>;
};

export async function openCompany(name: string, { own, env }: CompanyOptions = {}): Promise<Company> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const provider = await startOidcProvider(`${address}/api/auth/oidc/callback`);
  const shared = {
    urls: JSON.parse(process.env["CAUDAL_TEST_PAGE_LOGINS"] ?? "{}") as {
      readonly app: string;
      readonly signin: string;
    },
    dataDir: dataFolder,
  };
  const server = await startServer({
    ...(own ?? shared),
    env: {
      CAUDAL_LEASE: "60s",
      CAUDAL_WEB_DIR: process.env["CAUDAL_TEST_PAGE_FOLDER"] ?? "",
      CAUDAL_TRUSTED_PROXIES: "1",
      CAUDAL_PORT: String(port),
      CAUDAL_BASE_URL: address,
      CAUDAL_DIAL_ALLOW: new URL(provider.issuer).host,
      CAUDAL_OIDC_NAME: name,
      CAUDAL_OIDC_ISSUER: provider.issuer,
      CAUDAL_OIDC_CLIENT_ID: testClient.clientId,
      CAUDAL_OIDC_CLIENT_SECRET: testClient.clientSecret,
      ...env,
    },
  });
  return {
    name,
    address,
    provider,
    close: async () => {
      await server.end("SIGTERM");
      await provider.close();
    },
  };
}

/** What the provider asks: who one is; and, the first time, whether Caudal may know. */
export async function answerAtProvider(company: Company, page: Page, sub: string, first: boolean): Promise<void> {
  await page.waitForURL((url) => url.origin === company.provider.issuer);
  await page.locator('input[name="login"]').fill(sub);
  await page.locator('input[name="password"]').fill("whatever");
  await page.locator('button[type="submit"]').click();
  if (!first) return;
  await page.locator('input[name="prompt"][value="consent"]').waitFor({ state: "attached" });
  await page.locator('button[type="submit"]').click();
}
