import { joinAccount } from "@caudal/db/testing/people.ts";
import { withScope } from "@caudal/db/scope.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let ana: Awaited<ReturnType<typeof signUp>>;
let luis: Awaited<ReturnType<typeof signUp>>;
beforeAll(async () => {
  server = await startTestServer();
  ana = await signUp(server, { email: "ana@ejemplo.test" });
  luis = await signUp(server);
  await luis.client.updateMe({ body: { name: "Luis" } });
  await joinAccount(
    server.database,
    ana.scope,
    { userId: luis.userId, accountId: luis.scope.accountId, email: "", scope: luis.scope },
    "viewer",
  );
  await ana.client.updateAccount({ body: { name: "Ferretería Norte" } });
});
afterAll(() => server.close());

const sentences = async (query: Parameters<typeof ana.client.listAudit>[0] = {}) =>
  (await ana.client.listAudit(query)).items.map((entry) => entry.sentence);

describe("the list of the audit", () => {
  test("tells in sentences who did what, newest first, with the request that it was", async () => {
    const { items } = await ana.client.listAudit();
    expect(items[0]).toMatchObject({
      sentence: "Ana Pruebas cambió el nombre de la cuenta a «Ferretería Norte»",
      who: { kind: "person", person: { id: ana.userId, name: "Ana Pruebas" }, role: "owner", address: "127.0.0.1" },
      changes: [{ label: "nombre", before: "Ana Pruebas", after: "Ferretería Norte", hidden: null }],
    });
    expect(items[0]?.who.credential).toMatch(/^session:/);
    expect(items[0]?.who.request_id).toMatch(/^[\w-]{8,}$/);
    expect(items[1]?.sentence).toBe("Ana Pruebas agregó a Luis como lector");
    expect(items.map((each) => Number(each.id))).toEqual(
      items.map((each) => Number(each.id)).toSorted((a, b) => b - a),
    );
    const english = await visit(server, "en").fetch("/api/audit");
    expect(english.status).toBe(401);
  });

  test("is cut by person, action, kind, object and time, alone and together", async () => {
    expect(await sentences({ query: { person: luis.userId } })).toEqual(["Ana Pruebas agregó a Luis como lector"]);
    expect(await sentences({ query: { action: "account.changed" } })).toHaveLength(1);
    expect(await sentences({ query: { type: "tab" } })).toHaveLength(4);
    expect(await sentences({ query: { object: ana.scope.accountId, type: "account" } })).toHaveLength(2);
    expect(await sentences({ query: { to: "2001-01-01T00:00:00Z" } })).toEqual([]);
    const from = new Date(Date.now() - 3_600_000).toISOString();
    expect(await sentences({ query: { from, action: "account.changed", person: ana.userId } })).toHaveLength(1);
    expect(await sentences({ query: { from, action: "account.changed", person: luis.userId } })).toEqual([]);
  });

  test("goes on page by page without losing or repeating an entry", async () => {
    const all = (await ana.client.listAudit({ query: { limit: 200 } })).items.map((each) => each.id);
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await ana.client.listAudit({ query: { limit: 3, ...(cursor === undefined ? {} : { cursor }) } });
      seen.push(...page.items.map((each) => each.id));
      cursor = page.next;
    }
    expect(seen).toEqual(all);
  });

  test("is refused to whoever manages nothing, and shows another account's nothing of this one", async () => {
    const { items } = await luis.client.listAudit({ query: { limit: 200 } });
    expect(JSON.stringify(items)).not.toContain(ana.scope.accountId);
    await withScope(server.database.app.db, ana.scope, (tx) =>
      tx.deleteFrom("members").where("user_id", "=", luis.userId).execute(),
    );
    expect(await sentences({ query: { action: "member.removed" } })).toEqual(["Ana Pruebas quitó a Luis de la cuenta"]);
    for (const query of ["person=1", "action=a", "object=%27", "from=ayer", "cursor=abc", "limit=0", "type=A"])
      expect((await ana.fetch(`/api/audit?${query}`)).status, query).toBe(400);
  });

  test("tells of a refused sign-in, whose address is nobody's in no account's log", async () => {
    const stranger = visit(server);
    for (const email of ["ana@ejemplo.test", "nadie@ejemplo.test"])
      await expect(stranger.client.signIn({ body: { email, password: "no es esta, seguro" } })).rejects.toThrow("401");
    const { items } = await ana.client.listAudit({ query: { action: "session.refused" } });
    expect(items).toMatchObject([
      { sentence: "Se rechazó un inicio de sesión de Ana Pruebas", who: { kind: "unknown", address: "127.0.0.1" } },
    ]);
    await visit(server).client.signIn({ body: { email: "ana@ejemplo.test", password: goodPassword } });
    expect(await sentences({ query: { action: "session.started" } })).toContain("Ana Pruebas inició sesión");
  });
});

describe("the export of the chain", () => {
  test("is for the operator alone", async () => {
    const token = await startTestServer({ sharing: server, operatorToken: "operator" });
    try {
      expect((await fetch(`${token.url}/api/audit/chain`)).status).toBe(403);
      const answer = await fetch(`${token.url}/api/audit/chain`, { headers: { authorization: "Bearer operator" } });
      const lines = (await answer.text()).trimEnd().split("\n");
      expect(JSON.parse(lines.at(-1) ?? "")).toEqual({ kind: "end", records: lines.length - 1 });
      expect(answer.headers.get("content-type")).toContain("application/x-ndjson");
    } finally {
      await token.close();
    }
  });
});
