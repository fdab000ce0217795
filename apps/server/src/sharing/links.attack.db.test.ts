import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ProblemError } from "@caudal/contract/client/client.ts";
import { withLink } from "@caudal/db/link-scope.ts";
import type { RecordBatch } from "@caudal/tables/record-batch.ts";
import { sql } from "kysely";
import { furnish, type Furnished } from "../../testing/furnish.ts";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";

const batch: RecordBatch = {
  schema: { fields: [{ name: "monto", type: { kind: "int", bits: 64 } }] },
  length: 1,
  columns: [{ values: new BigInt64Array([10n]), validity: null }],
};

let server: TestServer;
let owner: Awaited<ReturnType<typeof signUp>>;
let file: Furnished;
beforeAll(async () => {
  // Of forwarded addresses one is believed, so that each test comes from a place of its own.
  server = await startTestServer({
    trustedProxies: 1,
    rows: { readRows: async () => ({ batch, rowNumbers: [0], total: 1 }) },
  });
  owner = await signUp(server);
});
afterAll(() => server.close());

let place = 0;
beforeEach(async () => {
  place += 1;
  file = await furnish(server, owner.scope);
});

const link = async (terms: { may_download?: boolean; expires_at?: string } = {}) => {
  const { share, url } = await owner.client.shareFile({
    params: { id: file.fileId },
    body: { grantee: { kind: "link" }, ...terms },
  });
  return { share, token: new URL(url ?? "").pathname.replace("/s/", "") };
};
const holder = () => {
  const { fetch } = visit(server);
  return (path: string) => fetch(path, { headers: { "x-forwarded-for": `198.51.100.${place}` } });
};
const problemOf = async (response: Response) => {
  const body: unknown = await response.json();
  return { status: response.status, body: JSON.stringify(body).replace(/"request_id":"[^"]*"/, "") };
};

describe("a link", () => {
  test("opens its file to whoever holds it, to read and nothing else, and counts its openings", async () => {
    const { share, token } = await link();
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    const ask = holder();
    const opened = await ask(`/api/links/${token}`);
    expect(opened.status).toBe(200);
    const body: unknown = await opened.json();
    expect(body).toMatchObject({
      file_name: "ventas.csv",
      shared_by: "Ana Pruebas",
      insight_count: 1,
      may_download: false,
    });
    // No id of anybody or anything, and no place in the store.
    const told = JSON.stringify(body) + (await (await ask(`/api/links/${token}/insights`)).text());
    for (const secret of [file.fileId, owner.userId, owner.scope.accountId, "uploads/", "object_key"])
      expect(told).not.toContain(secret);
    expect((await ask(`/api/links/${token}/rows?limit=5`)).status).toBe(200);
    expect(await problemOf(await ask(`/api/links/${token}/content`))).toMatchObject({ status: 403 });
    await ask(`/api/links/${token}`);
    const { items } = await owner.client.listShares({ params: { id: file.fileId } });
    const seen = items.find((item) => item.id === share.id)?.grantee;
    expect(seen).toMatchObject({ kind: "link", opens: 2 });
    // The token is told once: neither the list nor the table holds it.
    expect(JSON.stringify(items)).not.toContain(token);
    const kept = await asSuperuser(server, (client) => client.query("select s::text from caudal.shares s"));
    expect(JSON.stringify(kept.rows)).not.toContain(token);
  });

  test("lets its file be downloaded where that is allowed, under a name that no program runs", async () => {
    file = await furnish(server, owner.scope, { name: '=cmd|" /C calc"!A0.csv' });
    const { token } = await link({ may_download: true });
    const response = await holder()(`/api/links/${token}/content`);
    expect(await response.text()).toBe(file.content);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/octet-stream",
      "x-content-type-options": "nosniff",
    });
    expect(response.headers.get("content-disposition")).toContain('attachment; filename="=cmd|_ /C calc_!A0.csv"');
  });

  test("is told to no other site and no search engine, and stands in no log", async () => {
    const { token } = await link();
    const ask = holder();
    for (const path of [`/api/links/${token}`, `/api/links/${token}/insights`, `/s/${token}`, "/api/links/made-up"]) {
      const { headers } = await ask(path);
      expect(headers.get("referrer-policy"), path).toBe("no-referrer");
      expect(headers.get("x-robots-tag"), path).toContain("noindex");
      expect(headers.get("cache-control"), path).toMatch(/no-store|no-cache/);
    }
    expect(server.lines.join("")).not.toContain(token);
    expect((await ask("/api/health")).headers.get("x-robots-tag")).toBeNull();
  });

  test("reads alike when it was made up, has ended, was revoked, or its file is gone", async () => {
    const ask = holder();
    const [ended, revoked, gone] = [await link(), await link(), await link()];
    await asSuperuser(server, (client) =>
      client.query("update caudal.shares set expires_at = now() where id = $1", [ended.share.id]),
    );
    await owner.client.revokeShare({ params: { id: revoked.share.id } });
    const madeUp = await problemOf(await ask(`/api/links/${randomBytes(32).toString("base64url")}`));
    expect(madeUp).toMatchObject({ status: 404 });
    expect(madeUp.body).toContain('"code":"link_unknown"');
    for (const rest of ["", "/insights", "/rows", "/content"]) {
      for (const { token } of [ended, revoked])
        expect(await problemOf(await ask(`/api/links/${token}${rest}`)), rest).toEqual(madeUp);
    }
    await owner.client.deleteFile({ params: { id: file.fileId } });
    expect(await problemOf(await ask(`/api/links/${gone.token}`))).toEqual(madeUp);
    for (const token of ["1", "'; drop table shares; --", "%00", "x".repeat(2000), revoked.share.id])
      expect(await problemOf(await ask(`/api/links/${encodeURIComponent(token)}`)), token).toEqual(madeUp);
    expect(await problemOf(await ask(`/api/links/${gone.token.toUpperCase()}`))).toEqual(madeUp);
  });

  test("cannot be tried for ever from one place, while those that open go on elsewhere", async () => {
    const { token } = await link();
    const ask = holder();
    const statuses = [];
    for (let tried = 0; tried < 45; tried += 1)
      statuses.push((await ask(`/api/links/${randomBytes(32).toString("base64url")}`)).status);
    expect(statuses.slice(0, 40)).toEqual(Array.from({ length: 40 }, () => 404));
    expect(statuses.slice(40)).toEqual(Array.from({ length: 5 }, () => 429));
    expect((await ask(`/api/links/${token}`)).status).toBe(429);
    place += 1;
    const elsewhere = holder();
    for (let opened = 0; opened < 60; opened += 1) expect((await elsewhere(`/api/links/${token}`)).status).toBe(200);
  });

  test("sees in the database one file and its findings, and changes nothing", async () => {
    const other = await furnish(server, owner.scope);
    const { token } = await link({ may_download: true });
    const { db } = server.database.app;
    await withLink(db, token, false, async (tx) => {
      expect(await tx.selectFrom("files").select("id").execute()).toEqual([{ id: file.fileId }]);
      expect((await tx.selectFrom("insights").select("file_id").execute()).map((row) => row.file_id)).toEqual([
        file.fileId,
      ]);
      const hidden = [
        "rejects",
        "runs",
        "run_logs",
        "uploads",
        "shares",
        "notifications",
        "processing_logs",
        "profiles",
        "members",
        "accounts",
      ];
      for (const table of hidden) {
        const { rows } = await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(tx);
        expect(rows, table).toEqual([{ n: "0" }]);
      }
      expect((await tx.updateTable("files").set({ file_name: "x" }).executeTakeFirst()).numUpdatedRows).toBe(0n);
      expect((await tx.deleteFrom("files").executeTakeFirst()).numDeletedRows).toBe(0n);
      expect((await sql`select * from caudal.list_colleagues()`.execute(tx)).rows).toEqual([]);
    });
    expect((await owner.client.getFile({ params: { id: other.fileId } })).id).toBe(other.fileId);
  });

  test("is no session: nothing of the API opens by it", async () => {
    const { token } = await link();
    const { fetch } = visit(server);
    for (const headers of [{ authorization: `Bearer ${token}` }, { cookie: `caudal.session_token=${token}` }])
      expect((await fetch("/api/files", { headers })).status).toBe(401);
  });
});

test("a link that was revoked ends for its owner's list too, and is counted no more", async () => {
  const { share, token } = await link();
  await owner.client.revokeShare({ params: { id: share.id } });
  await holder()(`/api/links/${token}`);
  const { items } = await owner.client.listShares({ params: { id: file.fileId } });
  expect(items.find((item) => item.id === share.id)).toMatchObject({ active: false, grantee: { opens: 0 } });
  await expect(owner.client.updateShare({ params: { id: share.id }, body: { may_download: true } })).rejects.toThrow(
    ProblemError,
  );
});
