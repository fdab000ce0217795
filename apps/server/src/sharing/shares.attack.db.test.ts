import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ProblemError } from "@caudal/contract/client/client.ts";
import { withScope } from "@caudal/db/scope.ts";
import type { RecordBatch } from "@caudal/tables/record-batch.ts";
import { furnish, type Furnished } from "../../testing/furnish.ts";
import { asSuperuser, joinAccountOf, removeFromAccount } from "../../testing/join-account-of.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";
import { tracesOf } from "../../testing/traces.ts";

const batch: RecordBatch = {
  schema: { fields: [{ name: "monto", type: { kind: "int", bits: 64 } }] },
  length: 1,
  columns: [{ values: new BigInt64Array([10n]), validity: null }],
};

let server: TestServer;
type SignedUp = Awaited<ReturnType<typeof signUp>>;
let owner: SignedUp;
let reader: SignedUp;
let admin: SignedUp;
let stranger: SignedUp;
let file: Furnished;
beforeAll(async () => {
  server = await startTestServer({ rows: { readRows: async () => ({ batch, rowNumbers: [0], total: 1 }) } });
  owner = await signUp(server);
  reader = await joinAccountOf(server, owner, await signUp(server), "viewer");
  admin = await joinAccountOf(server, owner, await signUp(server), "admin");
  stranger = await signUp(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  file = await furnish(server, owner.scope);
});

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
  );
const share = (who: SignedUp, terms: { may_download?: boolean; expires_at?: string | null } = {}) =>
  owner.client.shareFile({
    params: { id: file.fileId },
    body: { grantee: { kind: "member", user_id: who.userId }, ...terms },
  });
const reads = (who: SignedUp) => codeOf(who.client.getFile({ params: { id: file.fileId } }));
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

describe("a file shared with a member", () => {
  test("is read whole by that member, a viewer too, and by no administrator", async () => {
    expect(await reads(reader)).toBe("not_found");
    const until = inDays(3);
    const { share: made, url } = await share(reader, { expires_at: until });
    expect(url).toBeNull();
    expect(made).toMatchObject({
      active: true,
      grantee: { kind: "member", user_id: reader.userId, name: "Ana Pruebas" },
    });
    const params = { id: file.fileId };
    expect(await reader.client.getFile({ params })).toMatchObject({
      shared: { owner: { user_id: owner.userId, name: "Ana Pruebas" }, until, may_download: false },
      share_count: 0,
      run: null,
      insight_count: 1,
    });
    expect((await reader.client.listInsights({ params })).items).toHaveLength(1);
    expect((await reader.client.listRejects({ params })).rejects).toHaveLength(1);
    expect((await reader.client.listRows({ params })).rows).toHaveLength(1);
    expect((await reader.client.listLogs({ params })).items).toHaveLength(1);
    expect((await reader.client.getProfile({ params })).rows).toBe(2);
    expect((await owner.client.getFile({ params })).share_count).toBe(2);
    for (const who of [admin, stranger]) expect(await reads(who)).toBe("not_found");
  });

  test("stands in the reader's list, and is filtered by whose it is", async () => {
    // A viewer has no files of their own to tell apart.
    const analyst = await joinAccountOf(server, owner, await signUp(server), "analyst");
    await share(analyst);
    const mine = await furnish(server, analyst.scope);
    const list = async (whose?: "own" | "shared") =>
      (await analyst.client.listFiles({ query: { limit: 200, ...(whose ? { whose } : {}) } })).items.map(
        (item) => item.id,
      );
    expect(await list("own")).not.toContain(file.fileId);
    expect(await list("own")).toContain(mine.fileId);
    expect(await list("shared")).toContain(file.fileId);
    expect(await list("shared")).not.toContain(mine.fileId);
    const both = await list();
    expect(both.slice(0, 2)).toEqual([mine.fileId, file.fileId]);
    // Page by page, each once, across both kinds.
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { id: string }[]; next: string | null } = await analyst.client.listFiles({
        query: { limit: 1, ...(cursor === null ? {} : { cursor }) },
      });
      seen.push(...page.items.map((item) => item.id));
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).toEqual(both);
  });

  test("can be read, and nothing else: no change, deletion, sharing on, run, upload or notification", async () => {
    await share(reader);
    const params = { id: file.fileId };
    expect(await codeOf(reader.client.deleteFile({ params }))).toBe("file_not_yours");
    expect(await codeOf(admin.client.processFile({ body: { fileId: file.fileId } }))).toBe("not_found");
    await share(admin);
    expect(await codeOf(admin.client.processFile({ body: { fileId: file.fileId } }))).toBe("file_not_yours");
    expect(await codeOf(reader.client.shareFile({ params, body: { grantee: { kind: "link" } } }))).toBe(
      "file_not_yours",
    );
    expect(await codeOf(reader.client.listShares({ params }))).toBe("file_not_yours");
    expect(await codeOf(reader.client.getRun({ params: { id: file.runId } }))).toBe("not_found");
    expect(await codeOf(reader.client.cancelRun({ params: { id: file.runId } }))).toBe("forbidden");
    expect(await codeOf(admin.client.cancelRun({ params: { id: file.runId } }))).toBe("not_found");
    expect(
      await codeOf(reader.client.updateNotification({ params: { id: file.notificationId }, body: { is_read: true } })),
    ).toBe("not_found");
    expect(await codeOf(reader.client.downloadFile({ params }))).toBe("download_not_shared");
    // By SQL, too.
    await withScope(server.database.app.db, reader.scope, async (tx) => {
      for (const table of ["runs", "run_steps", "run_logs", "uploads", "run_keys"] as const)
        expect(
          await tx.selectFrom(table).select("user_id").where("user_id", "=", owner.userId).execute(),
          table,
        ).toEqual([]);
      const changed = await tx
        .updateTable("files")
        .set({ file_name: "x" })
        .where("id", "=", file.fileId)
        .executeTakeFirst();
      expect(changed.numUpdatedRows).toBe(0n);
      for (const table of ["insights", "rejects", "run_profiles"] as const) {
        const gone = await tx.deleteFrom(table).where("file_id", "=", file.fileId).executeTakeFirst();
        expect(gone.numDeletedRows, table).toBe(0n);
      }
    });
    expect((await owner.client.getFile({ params })).file_name).toBe("ventas.csv");
  });

  test("may be downloaded where its owner allows it", async () => {
    const { share: made } = await share(reader, { may_download: true });
    const response = await reader.client.downloadFile({ params: { id: file.fileId } });
    expect(await response.text()).toBe(file.content);
    await owner.client.updateShare({ params: { id: made.id }, body: { may_download: false } });
    expect(await codeOf(reader.client.downloadFile({ params: { id: file.fileId } }))).toBe("download_not_shared");
  });

  test("ends with its revocation, its date, either one's leaving, and the file", async () => {
    const { share: first } = await share(reader);
    await owner.client.revokeShare({ params: { id: first.id } });
    expect(await reads(reader)).toBe("not_found");
    // What was revoked is not brought back by another date, and can be ended again.
    expect(await codeOf(owner.client.updateShare({ params: { id: first.id }, body: { expires_at: null } }))).toBe(
      "not_found",
    );
    await owner.client.revokeShare({ params: { id: first.id } });

    const { share: second } = await share(reader, { expires_at: inDays(1) });
    expect(await reads(reader)).toBe("none");
    await asSuperuser(server, (client) =>
      client.query("update caudal.shares set expires_at = now() - interval '1 millisecond' where id = $1", [second.id]),
    );
    expect(await reads(reader)).toBe("not_found");
    // Sharing again is the same share, with new terms.
    expect((await share(reader)).share.id).toBe(second.id);
    expect(await reads(reader)).toBe("none");

    const leaver = await joinAccountOf(server, owner, await signUp(server), "analyst");
    await share(leaver);
    const theirs = await furnish(server, leaver.scope);
    await leaver.client.shareFile({
      params: { id: theirs.fileId },
      body: { grantee: { kind: "member", user_id: reader.userId } },
    });
    expect(await codeOf(reader.client.getFile({ params: { id: theirs.fileId } }))).toBe("none");
    await removeFromAccount(server, leaver.scope);
    expect(await codeOf(reader.client.getFile({ params: { id: theirs.fileId } }))).toBe("not_found");
    // Back in the account, nothing of what was shared comes back by itself.
    const back = await joinAccountOf(server, owner, leaver, "analyst");
    expect(await codeOf(back.client.getFile({ params: { id: file.fileId } }))).toBe("not_found");
    expect(await codeOf(reader.client.getFile({ params: { id: theirs.fileId } }))).toBe("not_found");

    await owner.client.deleteFile({ params: { id: file.fileId } });
    expect(await reads(reader)).toBe("not_found");
  });

  test("is told of to the reader in the bell, with the way to it", async () => {
    await share(reader);
    const [newest] = (await reader.client.listNotifications({ query: { limit: 1 } })).items;
    expect(newest).toMatchObject({
      title: "Ana Pruebas te compartió un archivo",
      message: "Ya puedes leer «ventas.csv» y lo que se encontró en él.",
      related_file_id: file.fileId,
      is_read: false,
    });
  });
});

test("a deleted file leaves its name with nobody who was told of it: neither its person nor whoever it was shared with", async () => {
  const secret = `nómina-${crypto.randomUUID()}.csv`;
  const [mine, stays] = [await furnish(server, owner.scope, { name: secret }), await furnish(server, owner.scope)];
  const grantee = { kind: "member" as const, user_id: reader.userId };
  for (const { fileId } of [mine, stays]) await owner.client.shareFile({ params: { id: fileId }, body: { grantee } });
  const told = async (who: SignedUp) =>
    JSON.stringify((await who.client.listNotifications({ query: { limit: 50 } })).items);
  for (const who of [owner, reader]) expect(await told(who)).toContain(secret);
  await owner.client.deleteFile({ params: { id: mine.fileId } });
  for (const who of [owner, reader]) {
    expect(await told(who)).not.toContain(secret);
    expect(await told(who)).not.toContain(mine.fileId);
    expect(await told(who)).toContain("un archivo que se borró");
    expect(await told(who)).toContain(stays.fileId);
  }
  // In another language as well, which is written anew.
  await reader.client.updateMe({ body: { locale: "en" } });
  const words = await (await reader.fetch("/api/notifications")).text();
  await reader.client.updateMe({ body: { locale: "es" } });
  expect(words).toContain("a file that was deleted");
  expect(words).not.toContain(secret);
  // Nowhere in the database, the log and what waits to be sent included.
  expect(await tracesOf(server, secret)).toEqual({});
});

describe("whoever tries to share what is not theirs", () => {
  test("is told what is told of a file that does not exist", async () => {
    const body = { grantee: { kind: "member" as const, user_id: reader.userId } };
    for (const who of [admin, stranger]) {
      expect(await codeOf(who.client.shareFile({ params: { id: file.fileId }, body }))).toBe("not_found");
      expect(await codeOf(who.client.shareFile({ params: { id: randomUUID() }, body }))).toBe("not_found");
      expect(await codeOf(who.client.updateShare({ params: { id: file.shareId }, body: { may_download: true } }))).toBe(
        "not_found",
      );
      expect(await codeOf(who.client.revokeShare({ params: { id: file.shareId } }))).toBe("not_found");
    }
  });

  test("is refused by the database itself, under the login that serves requests", async () => {
    const insert = (scope: SignedUp["scope"], row: { account_id: string; user_id: string; grantee_user_id: string }) =>
      withScope(server.database.app.db, scope, (tx) =>
        tx
          .insertInto("shares")
          .values({ ...row, file_id: file.fileId, grantee_kind: "member" })
          .execute(),
      ).then(
        () => "inserted",
        (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : String(error)),
      );
    const account_id = owner.scope.accountId;
    // In one's own name, the file is not one's own (foreign key); in its owner's, the policy refuses.
    expect(await insert(admin.scope, { account_id, user_id: admin.userId, grantee_user_id: reader.userId })).toBe(
      "23503",
    );
    expect(await insert(admin.scope, { account_id, user_id: owner.userId, grantee_user_id: admin.userId })).toBe(
      "42501",
    );
    expect(
      await insert(stranger.scope, { account_id, user_id: stranger.userId, grantee_user_id: stranger.userId }),
    ).toBe("42501");
    expect(
      await insert(stranger.scope, {
        account_id: stranger.scope.accountId,
        user_id: stranger.userId,
        grantee_user_id: reader.userId,
      }),
    ).toBe("23503");
    // One's own file, with somebody of another account.
    expect(await insert(owner.scope, { account_id, user_id: owner.userId, grantee_user_id: stranger.userId })).toBe(
      "23503",
    );
    expect(await reads(admin)).toBe("not_found");
  });

  test("does not learn who has an account elsewhere", async () => {
    const problemOf = (user_id: string) =>
      owner.client.shareFile({ params: { id: file.fileId }, body: { grantee: { kind: "member", user_id } } }).then(
        () => null,
        (error: unknown) => (error instanceof ProblemError ? { ...error.problem, request_id: "" } : null),
      );
    const made = await problemOf(randomUUID());
    expect(made).toMatchObject({ code: "share_grantee_unknown", status: 422 });
    expect(await problemOf(stranger.userId)).toEqual(made);
    expect(await problemOf(owner.userId)).toEqual(made);
    const names = (await owner.client.listColleagues()).items.map((person) => person.user_id);
    expect(names).toEqual(expect.arrayContaining([reader.userId, admin.userId]));
    expect(names).not.toContain(stranger.userId);
    expect(names).not.toContain(owner.userId);
    expect((await stranger.client.listColleagues()).items).toEqual([]);
  });

  test("gets no share that ends in the past, and no link for ever", async () => {
    expect(await codeOf(share(reader, { expires_at: "2020-01-01T00:00:00Z" }))).toBe("share_expiry_invalid");
    const link = (expires_at: string | null) =>
      owner.client.shareFile({ params: { id: file.fileId }, body: { grantee: { kind: "link" }, expires_at } });
    expect(await codeOf(link(inDays(400)))).toBe("share_expiry_invalid");
    const { share: made } = await link(null);
    const days = (Date.parse(made.expires_at ?? "") - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(30.1);
  });
});

test("names with HTML, SQL and formulas are words like others", async () => {
  const name = '=HYPERLINK("x")<img src=x onerror=alert(1)>\'; drop table shares; --';
  await reader.client.updateMe({ body: { name } });
  file = await furnish(server, owner.scope, { name });
  const { share: made } = await share(reader);
  expect(made.grantee).toMatchObject({ name });
  expect((await reader.client.getFile({ params: { id: file.fileId } })).file_name).toBe(name);
  await reader.client.updateMe({ body: { name: "Ana Pruebas" } });
});
