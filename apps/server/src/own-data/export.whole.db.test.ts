import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { withScope } from "@caudal/db/scope.ts";
import { foundCrew } from "../../testing/crew.ts";
import { furnish } from "../../testing/furnish.ts";
import { asSuperuser, joinAccountOf } from "../../testing/join-account-of.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";
import { unzip } from "@caudal/test/support/unzip.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const read = (entries: Map<string, Buffer>, name: string): unknown =>
  JSON.parse(entries.get(name)?.toString() ?? "null");
const download = async (who: Awaited<ReturnType<typeof signUp>>) => {
  const response = await who.client.exportMyData();
  expect(response.headers.get("content-type")).toBe("application/zip");
  return Buffer.from(await response.arrayBuffer());
};
const openTransactions = () =>
  asSuperuser(server, async (client) => {
    const { rows } = await client.query(
      "select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null",
    );
    return rows.length;
  });

describe("an export", () => {
  test("holds all that is the person's, and nothing of others, each with its sum", async () => {
    const owner = await signUp(server);
    const reader = await joinAccountOf(server, owner, await signUp(server), "analyst");
    const name = "=cmd|' /C calc'!A0<b>.csv";
    const first = await furnish(server, owner.scope, { name });
    const second = await furnish(server, owner.scope);
    await withScope(server.database.app.db, owner.scope, (tx) =>
      tx.updateTable("files").set({ status: "done" }).where("id", "=", second.fileId).execute(),
    );
    const others = await furnish(server, reader.scope);
    await reader.client.shareFile({
      params: { id: others.fileId },
      body: { grantee: { kind: "member", user_id: owner.userId } },
    });
    await owner.client.shareFile({
      params: { id: first.fileId },
      body: { grantee: { kind: "member", user_id: reader.userId } },
    });

    const bytes = await download(owner);
    const entries = await unzip(bytes);
    const names = [...entries.keys()];
    expect(names).toContain("archivos/0002 _cmd_' _C calc'!A0_b_.csv/_cmd_' _C calc'!A0_b_.csv");
    expect(names.filter((each) => each.endsWith("/archivo.json"))).toHaveLength(2);
    expect(entries.get("archivos/0001 ventas.csv/ventas.csv")?.toString()).toBe(second.content);
    expect(read(entries, "perfil.json")).toMatchObject({ user_id: owner.userId, email: expect.stringContaining("@") });
    expect(read(entries, "archivos/0001 ventas.csv/archivo.json")).toMatchObject({
      id: second.fileId,
      rows: 2,
      reading: { format: "csv" },
    });
    expect(read(entries, "archivos/0001 ventas.csv/hallazgos.json")).toHaveLength(1);
    expect(entries.get("archivos/0001 ventas.csv/hallazgos.csv")?.toString()).toMatch(
      /^\ufefftítulo,[^]*Un título guardado/,
    );
    expect(entries.get("archivos/0001 ventas.csv/filas-rechazadas.csv")?.toString()).toMatch(
      /^\ufefflínea,[^]*4,monto,/,
    );
    expect(read(entries, "archivos/0001 ventas.csv/procesamiento.json")).toHaveLength(1);
    const { rows } = await server.database.signin.query('select id from session where "userId" = $1', [owner.userId]);
    expect(read(entries, "sesiones.json")).toHaveLength(rows.length);
    expect(read(entries, "compartidos.json")).toHaveLength(4);
    expect(JSON.stringify(read(entries, "avisos.json"))).toContain("te compartió un archivo");
    // Each as it is kept, without what a page shows beside it.
    expect(JSON.stringify(read(entries, "avisos.json"))).not.toMatch(/"(?:unread|place)":/);
    expect(JSON.stringify(read(entries, "auditoria.json"))).toContain("export.taken");
    const whole = [...entries.values()].map(String).join("");
    // Another's file, findings and address; what opens a session or a link.
    for (const foreign of [others.runId, "object_key", reader.scope.userId + "@"]) expect(whole).not.toContain(foreign);
    const manifest = read(entries, "manifiesto.json");
    const sums = [...entries]
      .filter(([each]) => each !== "manifiesto.json")
      .map(([path, content]) => ({
        path,
        bytes: content.length,
        sha256: createHash("sha256").update(content).digest("hex"),
      }));
    expect(manifest).toEqual({ algorithm: "sha256", entries: sums });
    expect(names.at(-1)).toBe("manifiesto.json");

    // A second program reads it alike.
    const path = join(server.folder, "export.zip");
    await writeFile(path, bytes);
    const script =
      "import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;print(len(z.namelist()))";
    const { stdout } = await promisify(execFile)("python3", ["-c", script, path]);
    expect(Number(stdout)).toBe(entries.size);
  });

  test("cuts no list short, however long: keys, what was done with a file, a run's log", async () => {
    const person = await signUp(server);
    const { fileId, runId } = await furnish(server, person.scope);
    const many = 1_201;
    await asSuperuser(server, async (client) => {
      const of = [person.scope.accountId, person.userId, many];
      await client.query(
        `insert into caudal.api_keys (account_id, user_id, name, prefix, secret_hash, scopes, expires_at)
         select $1, $2, 'k' || i, 'cdl_' || lpad(i::text, 8, '0'), sha256(i::text::bytea), '{files:read}', now() + interval '1 day' from generate_series(1, $3::int) i`,
        of,
      );
      await client.query(
        `insert into caudal.processing_logs (account_id, user_id, file_id, operation, status)
         select $1, $2, $4, 'profile', 'completed' from generate_series(1, $3::int)`,
        [...of, fileId],
      );
      await client.query(
        `insert into caudal.run_logs (account_id, user_id, run_id, level, key, params)
         select $1, $2, $4, 'info', 'profile.copied', jsonb_build_object('rows', i) from generate_series(1, $3::int) i`,
        [...of, runId],
      );
    });
    const entries = await unzip(await download(person));
    const ids = (name: string) => new Set((read(entries, name) as { id: string }[]).map(({ id }) => id)).size;
    expect(ids("claves.json")).toBeGreaterThanOrEqual(many);
    expect(ids("archivos/0001 ventas.csv/procesamiento.json")).toBeGreaterThanOrEqual(many);
    const [run] = read(entries, "archivos/0001 ventas.csv/ejecuciones.json") as { logs: { message: string }[] }[];
    const messages = run?.logs.map(({ message }) => message) ?? [];
    expect(messages.length).toBeGreaterThanOrEqual(many);
    expect(new Set(messages).size).toBeGreaterThanOrEqual(many);
  });

  test("speaks the person's language", async () => {
    const person = await signUp(server, { locale: "en" });
    await furnish(server, person.scope);
    expect([...(await unzip(await download(person))).keys()]).toEqual([
      "README.txt",
      "profile.json",
      "files/0001 ventas.csv/ventas.csv",
      "files/0001 ventas.csv/file.json",
      "files/0001 ventas.csv/insights.json",
      "files/0001 ventas.csv/insights.csv",
      "files/0001 ventas.csv/rejected-rows.csv",
      "files/0001 ventas.csv/processing.json",
      "files/0001 ventas.csv/runs.json",
      "notifications.json",
      "shares.json",
      "sessions.json",
      "keys.json",
      "webhooks.json",
      "ways-in.json",
      "invitations.json",
      "audit.json",
      "manifest.json",
    ]);
  });

  test("that was cut opens nowhere, and one that nobody reads holds nothing", async () => {
    const person = await signUp(server);
    const file = await furnish(server, person.scope);
    const { object_key } = await withScope(server.database.app.db, person.scope, (tx) =>
      tx.selectFrom("files").select("object_key").where("id", "=", file.fileId).executeTakeFirstOrThrow(),
    );
    const noise = Buffer.from(Array.from({ length: 2 ** 20 }, (_, index) => (index * 2_654_435_761) >>> 13));
    await server.objects.append(object_key, 0, Readable.from(Array.from({ length: 64 }, () => noise)));
    const before = process.memoryUsage().arrayBuffers;
    const response = await person.client.exportMyData();
    const body = response.body?.getReader();
    const first = await body?.read();
    // Nothing is read ahead of the reader but what buffers hold.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(48 * 2 ** 20);
    // And the database has nothing open for a reader who takes their time.
    await vi.waitFor(async () => expect(await openTransactions()).toBe(0), 10_000);
    await body?.cancel();
    await expect(unzip(Buffer.from(first?.value ?? []))).rejects.toThrow();
    const whole = await download(person);
    expect((await unzip(whole)).size).toBe(18);
    await expect(unzip(whole.subarray(0, whole.length - 30))).rejects.toThrow();
  });
});

describe("that an export was taken", () => {
  type Noted = { account_id: string | null; role: string | null; address: string | null; request_id: string | null };
  const noted = (userId: string) =>
    asSuperuser(server, async (client) => {
      const { rows } = await client.query<Noted>(
        "select account_id, role, address, request_id from caudal.audit_entries where action = 'export.taken' and user_id = $1 order by id",
        [userId],
      );
      return rows;
    });

  test("is told in each account from which something was taken, also in one that was left, and in no other", async () => {
    const crew = await foundCrew(server);
    const { analyst } = crew;
    await furnish(server, analyst.scope);
    const { rows } = await asSuperuser(server, (client) =>
      client.query<{ account_id: string }>("select account_id from caudal.members where user_id = $1", [
        analyst.userId,
      ]),
    );
    const [here, home] = [
      crew.owner.scope.accountId,
      rows.map((row) => row.account_id).find((id) => id !== crew.owner.scope.accountId) ?? "",
    ];
    await analyst.client.exportMyData();
    const first = await noted(analyst.userId);
    expect(Object.fromEntries(first.map(({ account_id, role }) => [account_id, role]))).toEqual({
      [here]: "analyst",
      [home]: "owner",
    });
    expect(first).toHaveLength(2);
    for (const entry of first) expect(entry).toMatchObject({ address: "127.0.0.1", request_id: expect.any(String) });
    await crew.owner.client.removeMember({ params: { id: analyst.userId } });
    await analyst.client.exportMyData();
    const since = (await noted(analyst.userId)).slice(2);
    expect(new Set(since.map(({ account_id }) => account_id))).toEqual(new Set([here, home]));
    const { items } = await crew.owner.client.listAudit({ query: { action: "export.taken" } });
    expect(items).toHaveLength(2);
  });

  test("is told of whoever belongs to no account, in the one that they left", async () => {
    const crew = await foundCrew(server);
    const gone = crew.analyst;
    await furnish(server, gone.scope);
    await asSuperuser(server, async (client) => {
      await client.query(
        "delete from caudal.accounts where id <> $1 and id in (select account_id from caudal.members where user_id = $2)",
        [gone.scope.accountId, gone.userId],
      );
    });
    await crew.owner.client.removeMember({ params: { id: gone.userId } });
    await gone.client.exportMyData();
    expect(await noted(gone.userId)).toMatchObject([{ account_id: crew.owner.scope.accountId, role: null }]);
    await gone.client.removeLeftThings({ params: { id: crew.owner.scope.accountId } });
    await gone.client.exportMyData();
    expect((await noted(gone.userId)).slice(1)).toMatchObject([{ account_id: null }]);
  });
});
