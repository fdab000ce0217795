import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { everyRole, type MemberRole } from "@caudal/contract/access/roles.ts";
import { addressOf } from "@caudal/contract/client/client.ts";
import { Problem } from "@caudal/contract/resources/problem.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes, type OperationId } from "@caudal/contract/routes/routes.ts";
import type { RecordBatch } from "@caudal/tables/record-batch.ts";
import { foundCrew, type Crew, type Somebody } from "../../testing/crew.ts";
import { makeGoneThing, makeThing, thingKinds, type ThingKind } from "../../testing/things.ts";
import {
  goodPassword,
  signUp,
  startTestServer,
  visit,
  type TestServer,
  type Visitor,
  operator,
} from "../../testing/test-server.ts";

/** What a route names in its path, or in its body; "nothing": it speaks of the asker's or the account's own things only. */
type Names = ThingKind | `${ThingKind} in body` | "nothing";
type Row = {
  readonly names: Names;
  readonly body?: (id: string) => object;
  /** How it answers about a thing that is there and the asker's to ask about; by role where roles differ in more than being let in. */
  readonly own: number | Readonly<Record<MemberRole, number>>;
  /** Uses up who asks (they leave, hand over, reach a limit): it is asked by people of its own. */
  readonly spends?: true;
  /** What is asked afterwards, so that the next ask finds things as this one did. */
  readonly undo?: OperationId;
};

let homeCompany = "";
const accessProfile = () => ({
  name: randomUUID(),
  all_companies: false,
  all_warehouses: false,
  hidden_fields: ["costo"],
  companies: [homeCompany],
  warehouses: [],
  tabs: [],
});

/** Every operation, without exception: one without its row here does not compile, and one of a member is tried by every role on everybody's things. */
const table: { readonly [K in OperationId]: Row } = {
  signUp: {
    names: "nothing",
    body: () => ({ name: "N", email: `n${randomUUID()}@ejemplo.test`, password: goodPassword }),
    own: 200,
  },
  signIn: { names: "nothing", body: () => ({ email: "nadie@ejemplo.test", password: goodPassword }), own: 401 },
  lookUpSignUp: { names: "nothing", body: () => ({ token: "adivinado" }), own: 410 },
  confirmSignUp: { names: "nothing", body: () => ({ token: "adivinado", password: goodPassword }), own: 410 },
  requestPasswordReset: { names: "nothing", body: () => ({ email: "nadie@ejemplo.test" }), own: 202 },
  resetPassword: { names: "nothing", body: () => ({ token: "adivinado", password: goodPassword }), own: 410 },
  confirmEmail: { names: "nothing", body: () => ({ token: "adivinado" }), own: 410 },
  keepEmail: { names: "nothing", body: () => ({ token: "adivinado" }), own: 410 },
  changePassword: {
    names: "nothing",
    body: () => ({ password: goodPassword, new_password: goodPassword }),
    own: 204,
    spends: true,
  },
  changeEmail: {
    names: "nothing",
    body: () => ({ password: goodPassword, email: "otra.direccion@ejemplo.test" }),
    own: 202,
  },
  verifyEmail: { names: "nothing", own: 202 },
  signOut: { names: "nothing", own: 204 },
  getSession: { names: "nothing", own: 200 },
  listSignInWays: { names: "nothing", own: 200 },
  // Nothing is configured in this test; sign-in.oidc.db.test.ts has a provider.
  startOidc: { names: "nothing", body: () => ({ next: "/" }), own: 404 },
  listProofWays: { names: "nothing", own: 200 },
  startProof: { names: "nothing", body: () => ({ next: "/" }), own: 404 },
  finishOidc: { names: "nothing", own: 404 },
  getMe: { names: "nothing", own: 200 },
  updateMe: { names: "nothing", body: () => ({ name: "Otro nombre" }), own: 200 },
  listAccounts: { names: "nothing", own: 200 },
  enterAccount: { names: "account", own: 204 },
  leaveAccount: { names: "nothing", own: { owner: 409, admin: 204, analyst: 204, viewer: 204 }, spends: true },
  listMembers: { names: "nothing", own: 200 },
  updateMember: { names: "member", body: () => ({ role: "viewer" }), own: 200 },
  removeMember: { names: "member", own: 204 },
  getMemberWays: { names: "member", own: 200 },
  endMemberSessions: { names: "member", own: 200 },
  revokeMemberKeys: { names: "member", body: () => ({}), own: 200 },
  revokeMemberLinks: { names: "member", body: () => ({}), own: 200 },
  handOver: { names: "member", own: 204, spends: true },
  listInvitations: { names: "nothing", own: 200 },
  invite: {
    names: "access profile in body",
    body: (id) => ({ email: `i${randomUUID()}@ejemplo.test`, role: "analyst", access_profile_id: id }),
    own: 200,
  },
  resendInvitation: { names: "invitation", own: 200 },
  revokeInvitation: { names: "invitation", own: 204 },
  lookUpInvitation: { names: "nothing", body: () => ({ token: randomUUID() }), own: 404 },
  acceptInvitation: {
    names: "nothing",
    body: () => ({ token: randomUUID(), name: "N", password: goodPassword }),
    own: 404,
  },
  joinByInvitation: { names: "nothing", body: () => ({ token: randomUUID() }), own: 404 },
  getAccess: { names: "nothing", own: 200 },
  listCompanies: { names: "nothing", own: 200 },
  createCompany: { names: "nothing", body: () => ({ name: randomUUID() }), own: 200 },
  updateCompany: { names: "company", body: () => ({ name: randomUUID() }), own: 200 },
  deleteCompany: { names: "company", own: 204 },
  listWarehouses: { names: "nothing", own: 200 },
  createWarehouse: {
    names: "company in body",
    body: (id) => ({ name: randomUUID(), company_id: id }),
    own: 200,
  },
  updateWarehouse: {
    names: "warehouse",
    body: () => ({ name: randomUUID(), company_id: homeCompany }),
    own: 200,
  },
  deleteWarehouse: { names: "warehouse", own: 204 },
  listTabs: { names: "nothing", own: 200 },
  createTab: { names: "nothing", body: () => ({ key: `t${randomUUID().slice(0, 8)}`, name: "Ventas" }), own: 200 },
  updateTab: { names: "tab", body: () => ({ name: "Ventas" }), own: 200 },
  deleteTab: { names: "tab", own: 204 },
  listAccessProfiles: { names: "nothing", own: 200 },
  createAccessProfile: { names: "nothing", body: () => accessProfile(), own: 200 },
  updateAccessProfile: { names: "access profile", body: () => ({ ...accessProfile(), version: 1 }), own: 200 },
  giveProfileToNewcomers: { names: "access profile", own: 200 },
  deleteAccessProfile: { names: "access profile", own: 204 },
  beginView: { names: "member in body", body: (id) => ({ user_id: id }), own: 200, undo: "endView" },
  endView: { names: "nothing", own: 204 },
  updateAccount: { names: "nothing", body: () => ({ name: "Ferretería Norte" }), own: 200 },
  getAccountFactor: { names: "nothing", own: 200 },
  // Nobody here has one; required-factor.attack.db.test.ts has those who have.
  setAccountFactor: { names: "nothing", body: () => ({ required: true }), own: 409 },
  takeSecondStep: { names: "nothing", body: () => ({ code: "000000" }), own: 401 },
  proveIdentity: { names: "nothing", body: () => ({ password: goodPassword }), own: 200 },
  getProof: { names: "nothing", own: 200 },
  getSecondFactor: { names: "nothing", own: 200 },
  offerSecondFactor: { names: "nothing", body: () => ({ password: goodPassword }), own: 200, spends: true },
  // Of somebody who has not turned it on; second-factor.attack.db.test.ts has those who have.
  confirmSecondFactor: { names: "nothing", body: () => ({ code: "000000" }), own: 409 },
  turnOffSecondFactor: { names: "nothing", body: () => ({ password: goodPassword, code: "000000" }), own: 409 },
  renewRecoveryCodes: { names: "nothing", body: () => ({ password: goodPassword, code: "000000" }), own: 409 },
  listSessions: { names: "nothing", own: 200 },
  listSecurityActivity: { names: "nothing", own: 200 },
  endSession: { names: "session", own: 204 },
  endOtherSessions: { names: "nothing", own: 200 },
  signOutEverywhere: { names: "nothing", own: 200, spends: true },
  listApiKeys: { names: "nothing", own: 200 },
  createApiKey: {
    names: "nothing",
    body: () => ({ name: "Tablero", scopes: ["files:read"], expires_in_days: 30 }),
    own: 200,
  },
  revokeApiKey: { names: "key", own: 204 },
  exportMyData: { names: "nothing", own: 200 },
  planMyErasure: { names: "nothing", own: 200 },
  eraseMe: {
    names: "nothing",
    body: () => ({ word: "BORRAR" }),
    own: { owner: 409, admin: 202, analyst: 202, viewer: 202 },
    spends: true,
  },
  listLeftAccounts: { names: "nothing", own: 200 },
  removeLeftThings: { names: "departure", own: 204 },
  listDepartures: { names: "nothing", own: 200 },
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
  listWebhooks: { names: "nothing", own: 200 },
  createWebhook: {
    names: "nothing",
    body: () => ({ name: "Tablero", url: "https://93.184.215.14/avisos", kinds: ["file.done"] }),
    own: 200,
  },
  updateWebhook: { names: "webhook", body: () => ({ name: "Otro" }), own: 200 },
  rotateWebhookSecret: { names: "webhook", own: 200 },
  deleteWebhook: { names: "webhook", own: 204 },
  testWebhook: { names: "webhook", own: 202 },
  listWebhookDeliveries: { names: "webhook", own: 200 },
  // Of one's own endpoint, a message that it never had; what else there is stands in webhooks.replay.db.test.ts.
  replayWebhookDelivery: { names: "webhook", own: 404 },
  replayWebhook: { names: "webhook", own: 202 },
  readAllNotifications: { names: "nothing", own: 200 },
  streamEvents: { names: "nothing", own: 200 },
  getOpenapi: { names: "nothing", own: 200 },
  getHealth: { names: "nothing", own: 200 },
  getReadiness: { names: "nothing", own: 200 },
  listAudit: { names: "nothing", own: 200 },
  exportAudit: { names: "nothing", own: 200 },
  getAuditHeads: { names: "nothing", own: 200 },
  acknowledgeAuditHeads: { names: "nothing", body: () => ({ id: "0123456789ab", because: "copia" }), own: 409 },
  getMasterKey: { names: "nothing", own: 200 },
  rotateMasterKey: { names: "nothing", own: 202 },
  removeSecondFactor: { names: "nothing", body: () => ({ email: "nadie@ejemplo.test" }), own: 404 },
  setAccountQuota: { names: "nothing", body: () => ({ storage_bytes: null, runs: null }), own: 404 },
  listAccountQuotas: { names: "nothing", own: 200 },
  getAccountLimits: { names: "nothing", own: 200 },
  getAccountUse: { names: "nothing", own: 200 },
  getMetrics: { names: "nothing", own: 200 },
};

const batch: RecordBatch = {
  schema: { fields: [{ name: "monto", type: { kind: "int", bits: 64 } }] },
  length: 2,
  columns: [{ values: new BigInt64Array([10n, 12n]), validity: new Uint8Array([0b01]) }],
};

let server: TestServer;
/** An account with somebody of each role, who all have things; and another account. */
let crew: Crew;
let stranger: Somebody;
/** Things of others, which nothing here may reach: an analyst's of the same account, and a stranger's. */
const others = new Map<ThingKind, { readonly colleagues: string; readonly strangers: string }>();

beforeAll(async () => {
  const many = { max: 100_000, windowMs: 60_000 };
  server = await startTestServer({
    rows: { readRows: async () => ({ batch, rowNumbers: [], total: 2 }) },
    limits: { pair: many, address: many, email: many, signUp: many, codes: many },
  });
  crew = await foundCrew(server);
  stranger = await signUp(server);
  homeCompany = await makeThing(server, "company", crew.owner, crew.owner);
  for (const kind of Object.keys(thingKinds) as ThingKind[]) {
    others.set(kind, {
      colleagues: await makeThing(server, kind, crew.colleague, crew.owner),
      strangers: await makeThing(server, kind, stranger, stranger),
    });
  }
});
afterAll(() => server.close());

type Answer = { readonly status: number; readonly problem: Problem | null };

async function ask(who: Pick<Visitor, "fetch">, operation: OperationId, id: string): Promise<Answer> {
  const route: RouteDefinition = routes[operation];
  const body = table[operation].body?.(id);
  const abort = new AbortController();
  const response = await who.fetch(addressOf(route, { params: { id, token: id, delivery: id } }), {
    method: route.method.toUpperCase(),
    signal: abort.signal,
    headers: {
      ...(route.access === "operator" ? operator : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
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
const otherOperations = operations.filter((operation) => routes[operation].access !== "member");

function kindOf(operation: OperationId): ThingKind | null {
  const { names } = table[operation];
  return names === "nothing" ? null : (names.replace(/ in body$/, "") as ThingKind);
}

function rolesOf(operation: OperationId): readonly MemberRole[] {
  const route: RouteDefinition = routes[operation];
  return route.access === "member" ? route.roles : [];
}

const refused = { status: 403, problem: { code: "forbidden" } };
const missing = { status: 404, problem: { code: "not_found" } };
/** Who is a manager sees all that is the account's; in what is a person's, everybody sees their own alone. */
const isOurs = (kind: ThingKind): boolean => thingKinds[kind] === "account";

describe("operations that need no member", () => {
  test.each(otherOperations)("%s answers whom it is for", async (operation) => {
    const who = routes[operation].tag === "people" ? await signUp(server) : crew.owner;
    expect((await ask(who, operation, randomUUID())).status).toBe(table[operation].own);
  });
});

describe.each(memberOperations)("%s", (operation) => {
  const kind = kindOf(operation);

  test.each(everyRole)(
    "as %s: one's own, a colleague's, another account's, a deleted and a malformed one",
    async (role) => {
      const mayAsk = rolesOf(operation).includes(role);
      const people = table[operation].spends === true && mayAsk ? await foundCrew(server) : crew;
      const who = people[role];
      const { own } = table[operation];
      const expected = { status: typeof own === "number" ? own : own[role] };
      const tell = async (id: string) => ask(who, operation, id);
      if (kind === null) {
        expect(await tell("")).toMatchObject(mayAsk ? expected : refused);
        return;
      }
      const theirs = others.get(kind) ?? { colleagues: "", strangers: "" };
      const gone = await makeGoneThing(server, kind, who, people.owner);
      if (gone !== null) expect(await tell(gone), "deleted").toMatchObject(mayAsk ? missing : refused);
      expect(await tell(randomUUID()), "never there").toMatchObject(mayAsk ? missing : refused);
      expect(await tell(theirs.strangers), "another account's").toMatchObject(mayAsk ? missing : refused);
      if (!isOurs(kind))
        expect(await tell(theirs.colleagues), "a colleague's").toMatchObject(mayAsk ? missing : refused);
      const wrong = routes[operation].method === "get" ? missing : { status: 400, problem: { code: "invalid_fields" } };
      for (const id of [
        "1",
        "'; drop table files; --",
        "..%2f..%2fetc",
        "00000000-0000-0000-0000-00000000000g",
        "x".repeat(300),
      ])
        expect(await tell(id), id).toMatchObject(mayAsk ? wrong : refused);
      expect(await tell(await makeThing(server, kind, who, people.owner)), "one's own").toMatchObject(
        mayAsk ? expected : refused,
      );
      const { undo } = table[operation];
      if (undo !== undefined) await ask(who, undo, "");
    },
  );

  test("is refused without a session, and with a made-up one", async () => {
    const cookie = `caudal.session_token=${randomUUID()}.c2lnbmF0dXJl`;
    const forged: Pick<Visitor, "fetch"> = {
      fetch: (path, init) => {
        const headers = { ...Object.fromEntries(new Headers(init?.headers)), cookie };
        return fetch(`${server.url}${path}`, { ...init, headers });
      },
    };
    const id = kind === null ? "" : (others.get(kind)?.colleagues ?? "");
    for (const who of [visit(server), forged])
      expect(await ask(who, operation, id)).toMatchObject({ status: 401, problem: { code: "not_signed_in" } });
  });

  test("does not tell another's thing from none at all", async () => {
    if (kind === null) return;
    const bare = async (id: string) => ({ ...(await ask(crew.owner, operation, id)).problem, request_id: "" });
    const none = await bare(randomUUID());
    const theirs = others.get(kind) ?? { colleagues: "", strangers: "" };
    expect(await bare(theirs.strangers)).toEqual(none);
    if (!isOurs(kind)) expect(await bare(theirs.colleagues)).toEqual(none);
  });
});

describe("what belongs to others", () => {
  test("is as it was after all of this", async () => {
    const colleagues = others.get("file")?.colleagues ?? "";
    expect((await crew.colleague.client.getFile({ params: { id: colleagues } })).id).toBe(colleagues);
    const strangers = others.get("run")?.strangers ?? "";
    expect((await stranger.client.getRun({ params: { id: strangers } })).state).toBe("queued");
    const company = others.get("company")?.strangers;
    expect((await stranger.client.listCompanies()).items.map((each) => each.id)).toContain(company);
  });

  test("stands in no list", async () => {
    for (const who of [stranger, crew.admin, crew.viewer]) {
      const { items } = await who.client.listFiles();
      expect(items.every((file) => file.user_id === who.userId)).toBe(true);
      expect((await who.client.listNotifications()).items.every((each) => each.user_id === who.userId)).toBe(true);
    }
    const before = (await crew.colleague.client.listNotifications()).unread;
    await crew.admin.client.readAllNotifications();
    expect((await crew.colleague.client.listNotifications()).unread).toBe(before);
  });
});
