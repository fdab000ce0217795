import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllowList } from "@caudal/base/dial/allow-list.ts";
import { systemClock } from "@caudal/base/clock.ts";
import { createDialer, type Dialer } from "@caudal/base/dial/dialer.ts";
import type { Resolve } from "@caudal/base/dial/pin-peer.ts";
import { createLog } from "@caudal/base/log.ts";
import { createClient, type Client } from "@caudal/contract/client/client.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import { startListener } from "@caudal/db/listen.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { openFolderStore } from "@caudal/objects/folder-store.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import { isSignedIn } from "@caudal/contract/resources/mailed-link.ts";
import { heldKeys, openKeyFile } from "@caudal/secrets/key-file.ts";
import type { Keyring } from "@caudal/secrets/keyring.ts";
import { uploadsPath } from "@caudal/contract/routes/uploads.ts";
import pg from "pg";
import { createTableChecker } from "@caudal/engines/embedded/table-checker.ts";
import { openChainWatch } from "../src/audit/chain-watch.ts";
import { testAuditKey } from "./audit.ts";
import { loadReceiptKeys } from "../src/receipts/receipt-keys.ts";
import { createServer } from "../src/create-server.ts";
import type { ServerOptions } from "../src/server-ports.ts";
import type { RowReader } from "../src/files/file-rows.ts";
import { createUploads } from "../src/uploads/uploads.ts";
import { createWebhookService } from "../src/webhooks/webhook-service.ts";

/** A server on a free port, with a database and a store of its own; without worker, and with uploads when asked for. */
export type TestServer = {
  readonly url: string;
  readonly database: TestDatabase;
  readonly objects: ObjectStore;
  readonly folder: string;
  /** Opens what its outbox holds. */
  readonly keyring: Keyring;
  /** Lines of its log. */
  readonly lines: string[];
  readonly drain: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** `sharing`: another server, whose database and objects this one uses; it is to be closed after this one. */
export type TestServerOptions = Partial<ServerOptions> & {
  readonly rows?: RowReader;
  readonly uploads?: true;
  /** Calls webhooks, as a server does. */
  readonly webhooks?: true;
  /** What this server may dial beyond the public network, as CAUDAL_DIAL_ALLOW says it. */
  readonly dialAllow?: string;
  readonly resolve?: Resolve;
  /** In place of one of these two. */
  readonly dialer?: Dialer;
  readonly keyring?: Keyring;
  readonly sharing?: TestServer;
  /** Where files are kept, and how much they leave free there. */
  readonly store?: { readonly folder: string; readonly keepFree: number };
};

/** With it one is signed in at once, so that tests of other things need no mail. */
export const testFounderToken = "a-founder-token-for-tests";

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const database = options.sharing?.database ?? (await createTestDatabase());
  const folder = await mkdtemp(join(tmpdir(), "caudal-server-"));
  const objects =
    options.sharing?.objects ?? openFolderStore(options.store?.folder ?? join(folder, "objects"), options.store);
  const given = options.sharing?.keyring ?? options.keyring;
  const keyFile = given === undefined ? await openKeyFile(undefined, join(folder, "secrets")) : heldKeys(given);
  const keyring = keyFile.ring;
  const receiptKeys = await loadReceiptKeys(undefined, folder);
  const lines: string[] = [];
  const log = createLog({ name: "server", level: "debug", write: (line) => lines.push(line) });
  const listener = startListener(database.urls.app, { applicationName: "test-events" });
  const rows = options.rows ?? { readRows: async () => Promise.reject(new Error("no rows in this test")) };
  const dialer =
    options.dialer ??
    createDialer({
      policy: () => ({ allowed: parseAllowList(options.dialAllow ?? "") ?? [], ownPorts: [] }),
      ...(options.resolve ? { resolve: options.resolve } : {}),
    });
  const server = createServer(
    {
      db: database.app.db,
      pool: database.app.pool,
      authPool: database.signin,
      authLanes: database.signinLanes,
      listener,
      objects,
      mailFolder: join(folder, "outbox"),
      rows,
      dialer,
      keyring,
      keyFile,
      receiptKeys,
      auditWatch: await openChainWatch({
        db: database.app.db,
        key: testAuditKey,
        folder: join(folder, "audit"),
        clock: systemClock,
        log,
      }),
      checker: createTableChecker({
        size: 2,
        folder: join(folder, "objects"),
        spillDir: join(folder, "spill"),
        memoryLimitBytes: 128 * 1024 ** 2,
        timeLimitMs: 60_000,
        queueTimeLimitMs: 30_000,
      }),
      log,
      openUploads:
        options.uploads === undefined
          ? null
          : (ports) =>
              createUploads(
                {
                  ...ports,
                  db: database.app.db,
                  objects,
                  sniffMediaType: async () => "text/csv",
                  onFile: async () => undefined,
                  connectLocks: async () => {
                    const client = new pg.Client({ connectionString: database.urls.app });
                    await client.connect();
                    return client;
                  },
                },
                {
                  path: uploadsPath,
                  maxBytes: options.maxUploadBytes ?? 1_000_000,
                  expiryMs: 3_600_000,
                  storagePerAccount: options.storagePerAccount,
                  filesPerAccount: options.filesPerAccount,
                },
              ),
      beside: (_metrics, note) =>
        options.webhooks === undefined
          ? []
          : [createWebhookService({ db: database.app.db, dialer, keyring, listener, log, clock: systemClock }, note)],
    },
    {
      host: "127.0.0.1",
      port: 0,
      baseUrl: "http://caudal.test",
      authSecret: testAuthSecret,
      signUpOpen: true,
      mailDelivery: "smtp",
      storageReserve: options.store?.keepFree,
      founderToken: testFounderToken,
      trustedProxies: 0,
      operatorToken: testOperatorToken,
      maxUploadBytes: 1_000_000,
      webDir: join(folder, "web"),
      version: "0.0.0",
      passwordCost: 10,
      // What is tested elsewhere must not stand in the way of a test that asks a lot.
      rates: { address: 1e6, person: 1e6, key: 1e6, costly: 1e6 },
      transfersPerPerson: 1e6,
      ...options,
    },
  );
  await server.start();
  await listener.ready;
  return {
    url: `http://127.0.0.1:${server.port()}`,
    database,
    objects,
    folder,
    keyring,
    lines,
    drain: async () => server.drain?.(),
    close: async () => {
      await server.drain?.();
      await server.stop();
      await listener.close();
      if (options.sharing === undefined) await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** With it the server signs what it puts into cookies. */
export const testAuthSecret = "a-secret-for-tests-of-more-than-32-characters";

const testOperatorToken = "operator-of-the-tests";
/** What the operator of a test server sends. */
export const operator = { authorization: `Bearer ${testOperatorToken}` } as const;

/** Somebody at a browser: keeps cookies, and asks in a language. */
export type Visitor = {
  readonly client: Client;
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  readonly cookie: () => string;
};

/** `founder: false`: somebody who signs up by mail, as people do. */
export function visit(
  server: TestServer,
  locale: Locale = "es",
  { founder = true }: { readonly founder?: boolean } = {},
): Visitor {
  const cookies = new Map<string, string>();
  const cookie = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set("cookie", cookie());
    if (founder && !headers.has("caudal-founder-token")) headers.set("caudal-founder-token", testFounderToken);
    const response = await fetch(path.startsWith("http") ? path : `${server.url}${path}`, {
      ...init,
      headers,
      redirect: "manual",
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split("; ");
      const cut = pair.indexOf("=");
      const gone = attributes.some((attribute) => /^max-age=0$/i.test(attribute));
      if (gone) cookies.delete(pair.slice(0, cut));
      else cookies.set(pair.slice(0, cut), pair.slice(cut + 1));
    }
    return response;
  };
  const client = createClient({
    baseUrl: server.url,
    locale: () => locale,
    strict: true,
    fetch: (input, init) => send(input instanceof Request ? input.url : String(input), init),
  });
  return { client, fetch: send, cookie };
}

export const goodPassword = "mañana llueve en Quito";

/** Somebody new, signed in, with an account of his own. */
export async function signUp(
  server: TestServer,
  about: { readonly email?: string; readonly locale?: Locale; readonly name?: string } = {},
): Promise<
  Visitor & { readonly userId: string; readonly scope: { readonly userId: string; readonly accountId: string } }
> {
  const visitor = visit(server, about.locale);
  const email = about.email ?? `p${crypto.randomUUID()}@ejemplo.test`;
  const answer = await visitor.client.signUp({
    body: {
      name: about.name ?? "Ana Pruebas",
      email,
      password: goodPassword,
      ...(about.locale ? { locale: about.locale } : {}),
    },
  });
  if (!isSignedIn(answer)) throw new Error("the founder's token was not taken");
  const { user } = answer;
  const me = await visitor.client.getMe();
  return { ...visitor, userId: user.id, scope: { userId: user.id, accountId: me.account.id } };
}
