import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressOf } from "@caudal/contract/client/client.ts";
import { Problem } from "@caudal/contract/resources/problem.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes, type OperationId } from "@caudal/contract/routes/routes.ts";
import { joinAccount } from "@caudal/db/testing/people.ts";
import type { RecordBatch } from "@caudal/tables/record-batch.ts";
import pg from "pg";
import { furnish, type Furnished } from "../../testing/furnish.ts";
import {
  goodPassword,
  signUp,
  startTestServer,
  visit,
  type TestServer,
  type Visitor,
} from "../../testing/test-server.ts";

/** What a route names in its path or body; "nothing": it speaks of the asker's own things only. */
type Names = "file" | "share" | "file in body" | "run" | "insight" | "notification" | "key" | "nothing";
type Row = { readonly names: Names; readonly body?: (id: string) => object; readonly own: number };

/** Every operation, without exception: one without its row here does not compile, and one of a member is tried by five strangers. */
const table: { readonly [K in OperationId]: Row } = {
  signUp: {
    names: "nothing",
    body: () => ({ name: "N", email: `n${randomUUID()}@ejemplo.test`, password: goodPassword }),
    own: 200,
  },
  signIn: { names: "nothing", body: () => ({ email: "nadie@ejemplo.test", password: goodPassword }), own: 401 },
  signOut: { names: "nothing", own: 204 },
  getSession: { names: "nothing", own: 200 },
  listSignInWays: { names: "nothing", own: 200 },
  // Nothing is configured in this test; sign-in.oidc.db.test.ts has a provider.
  startOidc: { names: "nothing", own: 404 },
  finishOidc: { names: "nothing", own: 404 },
  getMe: { names: "nothing", own: 200 },
  updateMe: { names: "nothing", body: () => ({ name: "Otro nombre" }), own: 200 },
  updateAccount: { names: "nothing", body: () => ({ name: "Ferretería Norte" }), own: 200 },
  listApiKeys: { names: "nothing", own: 200 },
  createApiKey: {
    names: "nothing",
    body: () => ({ name: "Tablero", scopes: ["files:read"], expires_in_days: 30 }),
    own: 200,
  },
  revokeApiKey: { names: "key", own: 204 },
  exportMyData: { names: "nothing", own: 200 },
  planMyErasure: { names: "nothing", own: 200 },
  eraseMe: { names: "nothing", body: () => ({ word: "BORRAR" }), own: 202 },
  listFiles: { names: "nothing", own: 200 },
  getFile: { names: "file", own: 200 },
  deleteFile: { names: "file", own: 200 },
  downloadFile: { names: "file", own: 200 },
  listRows: { names: "file", own: 200 },
  listRejects: { names: "file", own: 200 },
  listInsights: { names: "file", own: 200 },
  getProfile: { names: "file", own: 200 },
  listLogs: { names: "file", own: 200 },
  listShares: { names: "file", own: 200 },
  shareFile: { names: "file", body: () => ({ grantee: { kind: "link" } }), own: 200 },
  updateShare: { names: "share", body: () => ({ may_download: true }), own: 200 },
  revokeShare: { names: "share", own: 204 },
  listColleagues: { names: "nothing", own: 200 },
  // Whoever holds a token is let in, so that there is nobody to refuse; this one was made up.
  openLink: { names: "nothing", own: 404 },
  listLinkedInsights: { names: "nothing", own: 404 },
  listLinkedRows: { names: "nothing", own: 404 },
  downloadLinkedFile: { names: "nothing", own: 404 },
  processFile: { names: "file in body", body: (fileId) => ({ fileId }), own: 200 },
  getRun: { names: "run", own: 200 },
  cancelRun: { names: "run", own: 202 },
  // Of a run that has not ended.
  getReceipt: { names: "run", own: 409 },
  verifyReceipt: { names: "run", own: 409 },
  traceFile: { names: "file", own: 200 },
  traceInsight: { names: "insight", own: 200 },
  getReceiptKeys: { names: "nothing", own: 200 },
  listNotifications: { names: "nothing", own: 200 },
  updateNotification: { names: "notification", body: () => ({ is_read: true }), own: 200 },
  readAllNotifications: { names: "nothing", own: 200 },
  streamEvents: { names: "nothing", own: 200 },
  getOpenapi: { names: "nothing", own: 200 },
  getHealth: { names: "nothing", own: 200 },
  getReadiness: { names: "nothing", own: 200 },
  getMetrics: { names: "nothing", own: 200 },
};

const batch: RecordBatch = {
  schema: { fields: [{ name: "monto", type: { kind: "int", bits: 64 } }] },
  length: 2,
  columns: [{ values: new BigInt64Array([10n, 12n]), validity: new Uint8Array([0b01]) }],
};

let server: TestServer;
let owner: Awaited<ReturnType<typeof signUp>>;
let colleague: Awaited<ReturnType<typeof signUp>>;
let stranger: Awaited<ReturnType<typeof signUp>>;

beforeAll(async () => {
  server = await startTestServer({ rows: { readRows: async () => ({ batch, rowNumbers: [], total: 2 }) } });
  [owner, colleague, stranger] = [await signUp(server), await signUp(server), await signUp(server)];
  await furnish(server, stranger.scope);
  // The colleague acts in the owner's account, as an administrator of it: being in the same account opens nobody's files.
  const person = { userId: colleague.userId, accountId: colleague.scope.accountId, email: "", scope: colleague.scope };
  await joinAccount(server.database, owner.scope, person, "admin");
  const superuser = new pg.Client({ connectionString: server.database.superuserUrl });
  await superuser.connect();
  await superuser.query("update caudal.members set created_at = '2000-01-01' where account_id = $1 and user_id = $2", [
    owner.scope.accountId,
    colleague.userId,
  ]);
  await superuser.end();
  expect((await colleague.client.getMe()).account).toMatchObject({ id: owner.scope.accountId, role: "admin" });
});
afterAll(() => server.close());

function idOf(names: Names, things: Furnished): string {
  if (names === "share") return things.shareId;
  if (names === "key") return things.keyId;
  if (names === "insight") return things.insightId;
  return names === "run" ? things.runId : names === "notification" ? things.notificationId : things.fileId;
}

async function ask(
  who: Pick<Visitor, "fetch">,
  operation: OperationId,
  id: string,
): Promise<{ status: number; problem: Problem | null }> {
  const route: RouteDefinition = routes[operation];
  const body = table[operation].body?.(id);
  const abort = new AbortController();
  const response = await who.fetch(addressOf(route, { params: { id, token: id } }), {
    method: route.method.toUpperCase(),
    signal: abort.signal,
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (route.answer.kind === "events" && response.ok) {
    abort.abort();
    return { status: response.status, problem: null };
  }
  const text = await response.text();
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json") ?? false;
  return { status: response.status, problem: isProblem ? Problem.parse(JSON.parse(text)) : null };
}

const operations = Object.keys(table) as OperationId[];
const memberOperations = operations.filter((operation) => routes[operation].access === "member");
const namingOperations = operations.filter((operation) => table[operation].names !== "nothing");

describe("access to each operation", () => {
  test.each(operations)("%s answers whom it is for", async (operation) => {
    const who = routes[operation].tag === "people" ? await signUp(server) : owner;
    const things = await furnish(server, who.scope);
    expect((await ask(who, operation, idOf(table[operation].names, things))).status).toBe(table[operation].own);
  });

  test.each(memberOperations)("%s is refused without a session, and with a made-up one", async (operation) => {
    const things = await furnish(server, owner.scope);
    const forged: Pick<Visitor, "fetch"> = {
      fetch: (path, init) =>
        fetch(`${server.url}${path}`, {
          ...init,
          headers: {
            ...Object.fromEntries(new Headers(init?.headers)),
            cookie: `caudal.session_token=${randomUUID()}.c2lnbmF0dXJl`,
          },
        }),
    };
    for (const who of [visit(server), forged]) {
      expect(await ask(who, operation, idOf(table[operation].names, things))).toMatchObject({
        status: 401,
        problem: { code: "not_signed_in" },
      });
    }
  });

  test.each(namingOperations)("%s does not tell another's thing from none at all", async (operation) => {
    const { names } = table[operation];
    const things = await furnish(server, owner.scope);
    const id = idOf(names, things);
    const deleted = await furnish(server, owner.scope);
    await owner.client.deleteFile({ params: { id: deleted.fileId } });
    const missing = await ask(owner, operation, randomUUID());
    expect(missing).toMatchObject({ status: 404, problem: { code: "not_found" } });
    for (const [who, asked] of [
      [stranger, id],
      [colleague, id],
    ] as const) {
      const answer = await ask(who, operation, asked);
      expect({ ...answer.problem, request_id: "" }).toEqual({ ...missing.problem, request_id: "" });
    }
    if (names !== "notification" && names !== "key")
      expect(await ask(owner, operation, idOf(names, deleted))).toMatchObject({
        status: 404,
        problem: { code: "not_found" },
      });
    // Nothing happened to the owner's things.
    expect((await owner.client.getFile({ params: { id: things.fileId } })).id).toBe(things.fileId);
    expect((await owner.client.getRun({ params: { id: things.runId } })).state).toBe("queued");
  });

  test.each(namingOperations)("%s refuses what is no identifier before it looks for it", async (operation) => {
    for (const id of [
      "1",
      "'; drop table files; --",
      "..%2f..%2fetc",
      "00000000-0000-0000-0000-00000000000g",
      "x".repeat(300),
    ]) {
      const refused =
        routes[operation].method === "get"
          ? { status: 404, problem: { code: "not_found" } }
          : { status: 400, problem: { code: "invalid_fields" } };
      expect(await ask(owner, operation, id), id).toMatchObject(refused);
    }
  });

  test("lists hold the asker's own only", async () => {
    for (const who of [stranger, colleague]) {
      const { items } = await who.client.listFiles();
      expect(items.every((file) => file.user_id === who.userId)).toBe(true);
      expect((await who.client.listNotifications()).items.every((each) => each.user_id === who.userId)).toBe(true);
    }
    expect((await colleague.client.listFiles()).items).toEqual([]);
    const before = (await owner.client.listNotifications()).unread;
    await colleague.client.readAllNotifications();
    expect((await owner.client.listNotifications()).unread).toBe(before);
  });
});
