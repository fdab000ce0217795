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

export async function openCompany(name: string): Promise<Company> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const provider = await startOidcProvider(`${address}/api/auth/oidc/callback`);
  const urls = JSON.parse(process.env["CAUDAL_TEST_PAGE_LOGINS"] ?? "{}") as {
    readonly app: string;
    readonly signin: string;
  };
  const server = await startServer({
    urls,
    dataDir: dataFolder,
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
