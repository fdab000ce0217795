import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { addressOf, ProblemError } from "@caudal/contract/client/client.ts";
import { unzip } from "@caudal/test/support/unzip.ts";
import { foundCrew, joinCrew, type Crew, type Somebody } from "../../testing/crew.ts";
import { furnish } from "../../testing/furnish.ts";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { mailsTo, mailTo } from "../../testing/mails.ts";
import { signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { erasureDone, tracesOf } from "../../testing/traces.ts";
import { signInLimits } from "../auth/limit-attempts.ts";
import { routes } from "@caudal/contract/routes/routes.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ limits: { ...signInLimits, signUp: { max: 10_000, windowMs: 60_000 } } });
});
afterAll(() => server.close());

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
  );

/** Gives their own account up first, so that removal leaves them without any. */
async function withoutOwnAccount(who: Somebody): Promise<void> {
  await asSuperuser(server, async (client) => {
    await client.query(
      "delete from caudal.accounts where id <> $1 and id in (select account_id from caudal.members where user_id = $2)",
      [who.scope.accountId, who.userId],
    );
  });
}

/** Where something of this id is kept; the echo of its removal, an id for a day, apart. */
const keptOf = async (id: string) =>
  Object.keys(await tracesOf(server, id)).filter((table) => table !== "caudal.events");

type Removed = { readonly crew: Crew; readonly gone: Somebody; readonly file: Awaited<ReturnType<typeof furnish>> };
async function removeOne(): Promise<Removed> {
  const crew = await foundCrew(server);
  const gone = crew.analyst;
  await withoutOwnAccount(gone);
  const file = await furnish(server, gone.scope);
  await crew.owner.client.removeMember({ params: { id: gone.userId } });
  return { crew, gone, file };
}

describe("somebody who was removed", () => {
  test("is told by mail until when what they left is theirs, and finds it without belonging to anything", async () => {
    const { crew, gone, file } = await removeOne();
    const { items } = await gone.client.listLeftAccounts();
    expect(items).toMatchObject([{ id: crew.owner.scope.accountId, files: 1, bytes: file.content.length }]);
    const days = (Date.parse(items[0]?.ends_at ?? "") - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29.9);
    const email = (await gone.client.getSession())?.user.email ?? "";
    const mail = await mailTo(server, email, "membership.ended");
    expect(mail.params).toMatchObject({ files: 1, ends_at: items[0]?.ends_at });
    expect(mail.text).toContain("http://caudal.test/profile/data");
    // In the export stands what was theirs there, whole, and nothing of the others.
    const others = await furnish(server, crew.colleague.scope, { name: "ajena.csv" });
    const response = await gone.client.exportMyData();
    const entries = await unzip(Buffer.from(await response.arrayBuffer()));
    expect(entries.get("archivos/0001 ventas.csv/ventas.csv")?.toString()).toBe(file.content);
    expect(JSON.parse(entries.get("archivos/0001 ventas.csv/hallazgos.json")?.toString() ?? "[]")).toHaveLength(1);
    const whole = [...entries.values()].map(String).join("");
    for (const foreign of [others.fileId, others.runId, "ajena.csv"]) expect(whole).not.toContain(foreign);
    expect(JSON.parse(entries.get("perfil.json")?.toString() ?? "{}")).toMatchObject({
      accounts: [],
      left_accounts: [{ id: crew.owner.scope.accountId, files: 1 }],
    });
  });

  test("gets no answer from any other operation, whatever is asked, by session or by key", async () => {
    const crew = await foundCrew(server);
    const gone = crew.analyst;
    await withoutOwnAccount(gone);
    const file = await furnish(server, gone.scope);
    const { key } = await gone.client.createApiKey({
      body: { name: "Tablero", scopes: ["files:read"], expires_in_days: 1 },
    });
    await crew.owner.client.removeMember({ params: { id: gone.userId } });
    const all = Object.entries<RouteDefinition>(routes).filter(([, route]) => route.access === "member");
    const paramsOf = ({ path }: RouteDefinition) =>
      Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => [name, file.fileId]));
    const ask = async (route: RouteDefinition, headers: Record<string, string> = {}) => {
      const response = await (Object.keys(headers).length === 0 ? gone.fetch : plain)(
        addressOf(route, { params: paramsOf(route) }),
        { method: route.method.toUpperCase(), headers },
      );
      const text = await response.text();
      return [response.status, /"code":"([a-z_]+)"/.exec(text)?.[1] ?? ""];
    };
    const plain: typeof gone.fetch = (path, init) => fetch(`${server.url}${path}`, init);
    const open = all.filter(([, route]) => "outsiders" in route).map(([operation]) => operation);
    expect(open.toSorted()).toEqual([
      "eraseMe",
      "exportMyData",
      "getProof",
      "listLeftAccounts",
      "listProofWays",
      "planMyErasure",
      "proveIdentity",
      "removeLeftThings",
      "startProof",
    ]);
    for (const [operation, route] of all) {
      if (!open.includes(operation))
        expect([operation, ...(await ask(route))]).toEqual([operation, 403, "no_membership"]);
      expect([operation, ...(await ask(route, { authorization: `Bearer ${key}` }))]).toEqual([
        operation,
        401,
        "key_refused",
      ]);
    }
  });

  test("loses the live events within a second", async () => {
    const crew = await foundCrew(server);
    await withoutOwnAccount(crew.analyst);
    const reader = (await crew.analyst.fetch("/api/events")).body?.getReader();
    const ended = (async () => {
      while ((await reader?.read())?.done === false);
      return performance.now();
    })();
    const before = performance.now();
    await crew.owner.client.removeMember({ params: { id: crew.analyst.userId } });
    expect((await ended) - before).toBeLessThan(1_000);
  });

  test("ends nothing of others, in accounts that they did not leave or never knew", async () => {
    const { crew, gone } = await removeOne();
    const stranger = await signUp(server);
    for (const id of [stranger.scope.accountId, crypto.randomUUID()])
      expect(await codeOf(gone.client.removeLeftThings({ params: { id } }))).toBe("not_found");
    // A member of the account cannot end what somebody else left there.
    for (const who of [crew.owner, crew.admin, crew.viewer])
      expect(await codeOf(who.client.removeLeftThings({ params: { id: crew.owner.scope.accountId } }))).toBe(
        "not_found",
      );
    expect((await gone.client.listLeftAccounts()).items).toHaveLength(1);
  });

  test("may have it removed at once, the bytes included, and is told", async () => {
    const { crew, gone, file } = await removeOne();
    const email = (await gone.client.getSession())?.user.email ?? "";
    const before = (await readdir(join(server.folder, "objects", "uploads"))).length;
    await gone.client.removeLeftThings({ params: { id: crew.owner.scope.accountId } });
    expect((await gone.client.listLeftAccounts()).items).toEqual([]);
    await vi.waitFor(async () => expect(await mailTo(server, email, "membership.removed")).toBeDefined(), 10_000);
    expect(await readdir(join(server.folder, "objects", "uploads"))).toHaveLength(before - 1);
    expect(await keptOf(file.fileId)).toEqual(["caudal.audit_entries"]);
    expect(await codeOf(gone.client.removeLeftThings({ params: { id: crew.owner.scope.accountId } }))).toBe(
      "not_found",
    );
  });

  test("is erased when they ask, with what they left", async () => {
    const { gone, file } = await removeOne();
    const plan = await gone.client.planMyErasure();
    expect(plan).toMatchObject({ accounts: [], goes: { files: 1, insights: 1 } });
    await gone.client.eraseMe({ body: { word: "BORRAR" } });
    await erasureDone(server);
    expect(await tracesOf(server, gone.userId)).toEqual({});
    expect(Object.keys(await tracesOf(server, file.fileId))).toEqual([]);
  });

  test("has everything again when they come back, and what they bring after its end stays", async () => {
    const { crew, gone, file } = await removeOne();
    const back = await joinCrew(server, crew.owner, gone, "analyst");
    expect((await back.client.getFile({ params: { id: file.fileId } })).id).toBe(file.fileId);
    expect((await crew.owner.client.listDepartures()).items).toEqual([]);
    // Removed again; its time ends in the moment in which they come back.
    await crew.owner.client.removeMember({ params: { id: gone.userId } });
    await asSuperuser(server, async (client) => {
      await client.query("update caudal.departures set ends_at = clock_timestamp() where user_id = $1", [gone.userId]);
    });
    const again = await joinCrew(server, crew.owner, gone, "analyst");
    const fresh = await furnish(server, again.scope, { name: "nueva.csv" });
    await again.client.removeLeftThings({ params: { id: crypto.randomUUID() } }).catch(() => undefined);
    const other = await removeOne();
    await other.gone.client.removeLeftThings({ params: { id: other.crew.owner.scope.accountId } });
    await vi.waitFor(
      async () => expect(await codeOf(again.client.getFile({ params: { id: file.fileId } }))).toBe("not_found"),
      10_000,
    );
    expect((await again.client.getFile({ params: { id: fresh.fileId } })).file_name).toBe("nueva.csv");
  });
});

describe("an account from which somebody was removed", () => {
  test("learns how much is kept until when, and nothing of what it is", async () => {
    const { crew, gone, file } = await removeOne();
    for (const who of [crew.owner, crew.admin]) {
      const { items } = await who.client.listDepartures();
      expect(items).toMatchObject([{ user_id: gone.userId, files: 1, bytes: file.content.length }]);
      expect(Object.keys(items[0] ?? {}).toSorted()).toEqual([
        "bytes",
        "ends_at",
        "files",
        "left_at",
        "name",
        "user_id",
      ]);
      expect(await codeOf(who.client.getFile({ params: { id: file.fileId } }))).toBe("not_found");
    }
    expect(await codeOf(crew.viewer.client.listDepartures())).toBe("forbidden");
    expect(await codeOf(visit(server).client.listLeftAccounts())).toBe("not_signed_in");
  });

  test("whom nobody told is told before anything goes, and has 30 days from then on, even if the time was over", async () => {
    const crew = await foundCrew(server);
    const gone = crew.analyst;
    const file = await furnish(server, gone.scope);
    const { email } = (await gone.client.getSession())?.user ?? { email: "" };
    await asSuperuser(server, async (client) => {
      await client.query("delete from caudal.members where account_id = $1 and user_id = $2", [
        crew.owner.scope.accountId,
        gone.userId,
      ]);
      await client.query(
        "update caudal.departures set left_at = now() - interval '40 days', ends_at = now() - interval '10 days' where user_id = $1",
        [gone.userId],
      );
    });
    const removal = await removeOne();
    await removal.gone.client.removeLeftThings({ params: { id: removal.crew.owner.scope.accountId } });
    await vi.waitFor(async () => expect(await keptOf(removal.file.fileId)).toEqual(["caudal.audit_entries"]), 10_000);
    const { items } = await gone.client.listLeftAccounts();
    expect(items).toMatchObject([{ id: crew.owner.scope.accountId, files: 1 }]);
    expect((Date.parse(items[0]?.ends_at ?? "") - Date.now()) / 86_400_000).toBeGreaterThan(29.9);
    expect(await keptOf(file.fileId)).toContain("caudal.files");
    const told = (await mailsTo(server, email)).filter(({ key }) => key === "membership.ended");
    expect(told.map(({ params }) => params)).toMatchObject([{ files: 1, ends_at: items[0]?.ends_at }]);
    // Whoever was removed by the page was told by that, once.
    const other = (await removal.gone.client.getSession())?.user.email ?? "";
    expect((await mailsTo(server, other)).filter(({ key }) => key === "membership.ended")).toHaveLength(1);
  });

  test("keeps nothing of it when its time is over, without anybody asking", async () => {
    const { crew, gone, file } = await removeOne();
    await asSuperuser(server, async (client) => {
      await client.query("update caudal.departures set ends_at = clock_timestamp() where user_id = $1", [gone.userId]);
    });
    // From that moment on it is not theirs to read any more, whether it has been removed or not.
    expect((await gone.client.listLeftAccounts()).items).toEqual([]);
    const entries = await unzip(Buffer.from(await (await gone.client.exportMyData()).arrayBuffer()));
    expect([...entries.keys()].some((name) => name.startsWith("archivos/"))).toBe(false);
    // Whoever wakes the service has it done; else it comes by each minute.
    const other = await removeOne();
    await other.gone.client.removeLeftThings({ params: { id: other.crew.owner.scope.accountId } });
    await vi.waitFor(async () => expect(await keptOf(file.fileId)).toEqual(["caudal.audit_entries"]), 10_000);
    expect((await crew.owner.client.listDepartures()).items).toEqual([]);
  });
});
