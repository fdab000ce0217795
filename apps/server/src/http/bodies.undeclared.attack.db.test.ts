import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addressOf } from "@caudal/contract/client/client.ts";
import { routes, type OperationId } from "@caudal/contract/routes/routes.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { foundCrew, type Crew, type Somebody } from "../../testing/crew.ts";
import { makeThing, type ThingKind } from "../../testing/things.ts";
import { goodPassword, signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

/** What is theirs, of the database alone, or another's: no body names them, and none of them may be taken from one. */
let server: TestServer;
let superuser: pg.Client;
let crew: Crew;
let stranger: Somebody;
let profile = "";
beforeAll(async () => {
  server = await startTestServer();
  superuser = new pg.Client({ connectionString: server.database.superuserUrl });
  await superuser.connect();
  crew = await foundCrew(server);
  stranger = await signUp(server);
  profile = await makeThing(server, "access profile", crew.owner, crew.owner);
});
afterAll(async () => {
  await superuser.end();
  await server.close();
});

type Ask = { readonly thing?: ThingKind; readonly body: (id: string) => Promise<object> | object };
const none = {
  all_companies: false,
  all_warehouses: false,
  hidden_fields: [],
  companies: [],
  warehouses: [],
  tabs: [],
};
/** Operations whose body becomes a row or a part of one. */
const asks: { readonly [operation in OperationId]?: Ask } = {
  updateMe: { body: () => ({ name: "Ana" }) },
  updateAccount: { body: () => ({ name: "Luz" }) },
  updateMember: { thing: "member", body: () => ({ role: "viewer" }) },
  invite: {
    body: () => ({ email: `i${randomUUID()}@ejemplo.test`, role: "viewer", access_profile_id: profile }),
  },
  createCompany: { body: () => ({ name: randomUUID() }) },
  updateCompany: { thing: "company", body: () => ({ name: randomUUID() }) },
  createWarehouse: {
    body: async () => ({ name: "Centro", company_id: await makeThing(server, "company", crew.owner, crew.owner) }),
  },
  createTab: { body: () => ({ key: `t${randomUUID().slice(0, 8)}`, name: "Ventas" }) },
  updateTab: { thing: "tab", body: () => ({ name: "Ventas" }) },
  createAccessProfile: { body: () => ({ name: randomUUID(), ...none }) },
  updateAccessProfile: { thing: "access profile", body: () => ({ name: randomUUID(), ...none, version: 1 }) },
  createApiKey: { body: () => ({ name: "Tablero", scopes: ["files:read"], expires_in_days: 30 }) },
  createWebhook: { body: () => ({ name: "Avisos", url: "https://93.184.215.14/avisos", kinds: ["file.done"] }) },
  updateWebhook: { thing: "webhook", body: () => ({ name: "Otros avisos" }) },
  shareFile: { thing: "file", body: () => ({ grantee: { kind: "member", user_id: crew.viewer.userId } }) },
  updateShare: { thing: "share", body: () => ({ may_download: true }) },
  processFile: {
    body: async () => ({ fileId: await makeThing(server, "file", crew.owner, crew.owner) }),
  },
  updateNotification: { thing: "notification", body: () => ({ is_read: true }) },
};

const chosen = randomUUID();
const long = "2001-02-03T04:05:06.000Z";
const undeclared = () => ({
  id: chosen,
  user_id: stranger.userId,
  account_id: stranger.scope.accountId,
  owner_id: stranger.userId,
  invited_by: stranger.userId,
  accepted_by: crew.viewer.userId,
  created_at: long,
  createdAt: long,
  joined_at: long,
  emailVerified: false,
  is_admin: true,
  token: "x",
  token_hash: "x",
  secret: "x",
  secret_hash: "x",
  storage_bytes: 1,
  files_at_most: 1,
  runs_at_once: 1000,
  second_factor_required: true,
  state: "succeeded",
});

/** What a made-up value would change: rows that carry it, and everything that a stranger has. */
async function traces(): Promise<Readonly<Record<string, number>>> {
  const { rows: columns } = await superuser.query<{ table: string; name: string; type: string }>(
    `select format('%I.%I', table_schema, table_name) as table, column_name as name, data_type as type
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema in ('caudal', 'auth') and table_type = 'BASE TABLE'`,
  );
  const found: Record<string, number> = {};
  for (const { table, name, type } of columns) {
    const values =
      type === "uuid"
        ? [chosen, stranger.userId, stranger.scope.accountId]
        : type.startsWith("timestamp")
          ? [long]
          : ["storage_bytes", "files_at_most", "runs_at_once"].includes(name)
            ? ["1", "1000"]
            : [];
    if (values.length === 0) continue;
    const count = await superuser.query<{ count: string }>(
      `select count(*) from ${table} where ${pg.escapeIdentifier(name)}::text = any (select v::${type}::text from unnest($1::text[]) v)`,
      [values],
    );
    found[`${table}.${name}`] = Number(count.rows[0]?.count);
  }
  const roles = await superuser.query<{ roles: string }>(
    "select string_agg(user_id || role, ',' order by user_id) as roles from caudal.members where account_id = $1 and role in ('owner', 'admin')",
    [crew.owner.scope.accountId],
  );
  return { ...found, [roles.rows[0]?.roles ?? ""]: 1 };
}

test.each(Object.entries(asks))(
  "%s takes what its schema names from a body, and nothing else",
  async (operation, { thing, body }) => {
    await crew.owner.client.proveIdentity({ body: { password: goodPassword } });
    const id = thing === undefined ? "" : await makeThing(server, thing, crew.owner, crew.owner);
    const route: RouteDefinition = routes[operation as OperationId];
    const before = await traces();
    const sent = await body(id);
    const answer = await crew.owner.fetch(addressOf(route, { params: { id } }), {
      method: route.method.toUpperCase(),
      headers: { "content-type": "application/json" },
      // Its own fields stand last, and hold.
      body: JSON.stringify({ ...undeclared(), role: "owner", ...sent }),
    });
    expect(answer.status, await answer.text()).toBeLessThan(300);
    expect(await traces()).toEqual(before);
  },
);

test("an address whose parameters nobody named is answered as without them", async () => {
  await makeThing(server, "file", crew.owner, crew.owner);
  for (const path of ["/api/files", "/api/members", "/api/notifications"]) {
    const plain: unknown = await (await crew.owner.fetch(path)).json();
    const added = `user_id=${stranger.userId}&account_id=${stranger.scope.accountId}&role=owner&nonsense=1`;
    const answer = await crew.owner.fetch(`${path}?${added}`);
    expect(answer.status, path).toBe(200);
    expect(await answer.json(), path).toEqual(plain);
  }
});
