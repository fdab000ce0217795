import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { linesOfHeads, parseHead } from "@caudal/audit/chain-head.ts";
import { sealEntries } from "@caudal/audit/seal-entries.ts";
import { readAuditStatus, sealNext } from "@caudal/db/audit/audit-chain.ts";
import { createLog } from "@caudal/base/log.ts";
import { startListener } from "@caudal/db/listen.ts";
import { createEnqueueMail } from "@caudal/db/queries/outbox.ts";
import { withScope } from "@caudal/db/scope.ts";
import { createPerson } from "@caudal/db/testing/people.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { newMasterKey, parseKeyring } from "@caudal/secrets/keyring.ts";
import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createAuditSealer } from "../audit/audit-sealer.ts";
import { openChainWatch } from "../audit/chain-watch.ts";
import { createMailDeliverer } from "../mail/deliver-mail.ts";
import { createPageLinks } from "../mail/page-links.ts";
import { sealOutbox } from "../mail/seal-outbox.ts";
import { createFileSender } from "../mail/send-file.ts";
import { createOutboxService, mailSettings } from "./deliver-outbox.ts";
import { testAuditKey, verifyDatabase } from "../../testing/audit.ts";
import { describeWith } from "@caudal/test/support/components.ts";
import { makeSmallDisk, requireSmallDisk, type SmallDisk } from "@caudal/test/support/small-disk.ts";

describeWith(await requireSmallDisk(), "what is written beside the database, on a disk that is full", () => {
  let disk: SmallDisk;
  let database: TestDatabase;
  let superuser: pg.Client;
  const lines: string[] = [];
  const log = createLog({ name: "full", level: "warn", write: (line) => lines.push(line) });
  beforeEach(async () => {
    lines.length = 0;
    disk = await makeSmallDisk("size=64k");
    database = await createTestDatabase();
    superuser = new pg.Client({ connectionString: database.superuserUrl });
    await superuser.connect();
  });
  afterEach(async () => {
    await superuser.end();
    await database.close();
    await disk.remove();
  });

  const at = (name: string) => join(disk.path, name);
  async function fill(): Promise<void> {
    for (let bytes = 32_768, number = 0; bytes >= 1; number += 1)
      try {
        await writeFile(at(`filler-${number}`), Buffer.alloc(bytes, 1));
      } catch {
        await rm(at(`filler-${number}`), { force: true });
        bytes = Math.floor(bytes / 2);
      }
  }
  async function free(): Promise<void> {
    for (const name of await readdir(disk.path)) if (name.startsWith("filler")) await rm(at(name));
  }

  test("a mail waits with its reason, leaves no half of itself, and is there once when there is room", async () => {
    const keyring = parseKeyring(newMasterKey());
    const listener = startListener(database.urls.app, { applicationName: "test-full" });
    const { db } = database.app;
    const service = createOutboxService(
      {
        db,
        listener,
        log,
        deliverer: createMailDeliverer(createFileSender(at("outbox")), {
          keyring,
          links: createPageLinks("http://caudal.test"),
          from: "Caudal <avisos@caudal.test>",
        }),
      },
      { ...mailSettings, idleMs: 50 },
    );
    await service.start();
    try {
      await fill();
      for (const to of ["ana@ejemplo.test", "eva@ejemplo.test"])
        await createEnqueueMail(sealOutbox(keyring))(db, {
          to,
          locale: "es",
          key: "password.reset",
          params: { name: "Ana", link: "http://caudal.test/reset#token=abc" },
        });
      const look = async () =>
        (
          await superuser.query(
            "select state, last_error ->> 'code' as code, content is not null as kept from caudal.outbox",
          )
        ).rows;
      await vi.waitFor(
        async () =>
          expect(await look()).toEqual(
            [1, 2].map(() => ({ state: "pending", code: "mail_folder_unusable", kept: true })),
          ),
        10_000,
      );
      expect(lines.join("")).toContain("not delivered yet");
      expect((await readdir(at("outbox")).catch(() => [])).filter((name) => name.endsWith(".eml"))).toEqual([]);
      await free();
      await superuser.query("update caudal.outbox set next_attempt_at = now()");
      await superuser.query("select pg_notify('caudal_outbox', 'mail')");
      await vi.waitFor(
        async () => expect((await look()).map((row: { state: string }) => row.state)).toEqual(["sent", "sent"]),
        10_000,
      );
      const names = await readdir(at("outbox"));
      expect(names).toHaveLength(2);
      for (const name of names) expect(await readFile(join(at("outbox"), name), "utf8")).toContain("token=3Dabc");
    } finally {
      await service.stop();
      await listener.close();
    }
  });

  test("an operator acknowledges what the chain lacks, and the chain's end is kept once there is room", async () => {
    const { db } = database.app;
    const clock = { now: () => Date.now(), monotonic: () => performance.now() };
    const watch = await openChainWatch({ db, key: testAuditKey, folder: disk.path, clock, log });
    await createPerson(database);
    await sealNext(db, 50, (end, entries) => sealEntries(testAuditKey, end, entries, Date.now()));
    await watch.look(await readAuditStatus(db));
    const cut = async (): Promise<void> => {
      await superuser.query("set session_replication_role = replica");
      await superuser.query(
        "delete from caudal.audit_seals where position = (select max(position) from caudal.audit_seals)",
      );
    };
    await cut();
    await fill();
    // Found, and no room to write it down: it stands in memory, and the operator may say that it is known.
    await watch
      .look(await readAuditStatus(db))
      .catch((error: unknown) => expect(error).toMatchObject({ code: "storage_full" }));
    const { id = "" } = watch.standing() ?? {};
    expect(await watch.holds()).toBe(false);
    expect(await watch.acknowledge(id, "lo corté yo", { address: "127.0.0.1", requestId: "req-1" })).toBe(true);
    expect(await watch.holds()).toBe(true);
    expect(lines.join("")).toContain("not kept for the moment");
    await free();
    await watch.look(await readAuditStatus(db));
    const kept = linesOfHeads(await readFile(at("heads.jsonl"), "utf8"));
    expect(kept.map((line) => parseHead(line)?.position)).toEqual([(await readAuditStatus(db)).end?.position]);
  });

  test("the audit goes on sealing, no head is torn, and the chain verifies with those that follow", async () => {
    const ana = await createPerson(database);
    const seen: { position: number; unsealed: number }[] = [];
    const clock = { now: () => Date.now(), monotonic: () => performance.now() };
    const { db } = database.app;
    const sealer = createAuditSealer(
      {
        db,
        key: testAuditKey,
        watch: await openChainWatch({ db, key: testAuditKey, folder: disk.path, clock, log }),
        clock,
        log,
        observe: ({ end, unsealed }) => seen.push({ position: end?.position ?? 0, unsealed }),
      },
      { pauseMs: 5, atMost: 50 },
    );
    const change = (name: string) =>
      withScope(database.app.db, ana.scope, (tx) =>
        tx.insertInto("companies").values({ account_id: ana.accountId, name }).execute(),
      );
    const heads = async () => linesOfHeads(await readFile(at("heads.jsonl"), "utf8"));
    const sealed = async () =>
      Number((await superuser.query<{ n: string }>("select count(*) as n from caudal.audit_seals")).rows[0]?.n);
    const unsealed = async () =>
      Number((await superuser.query<{ n: string }>("select count(*) as n from caudal.audit_unsealed")).rows[0]?.n);
    await sealer.start();
    try {
      await vi.waitFor(async () => expect((await heads()).length).toBeGreaterThan(0), 10_000);
      await fill();
      const before = await heads();
      for (let number = 0; number < 30; number += 1) {
        await change(`Empresa ${number}`);
        const atLeast = number + 1;
        await vi.waitFor(async () => expect(await unsealed(), `entry ${atLeast}`).toBe(0), 10_000);
      }
      expect(await sealed()).toBeGreaterThanOrEqual(30);
      // What was acknowledged is there, whole; what found no room left nothing of itself.
      // The sealer goes on trying: whoever looks in the midst of a try sees it.
      const during = await vi.waitFor(async () => {
        const text = await readFile(at("heads.jsonl"), "utf8");
        expect(text.endsWith("\n")).toBe(true);
        return text;
      });
      expect(linesOfHeads(during).slice(0, before.length)).toEqual(before);
      for (const line of linesOfHeads(during)) expect(() => JSON.parse(line) as unknown).not.toThrow();
      expect(lines.join("")).toContain("ENOSPC");
      await free();
      const end = await sealed();
      await vi.waitFor(async () => {
        const newest = JSON.parse((await heads()).at(-1) ?? "{}") as { position?: number };
        expect(newest.position).toBe(end);
      }, 10_000);
    } finally {
      await sealer.stop();
    }
    expect((await verifyDatabase(database, await heads())).findings).toEqual([]);
    expect(await readdir(disk.path)).toEqual(["heads.jsonl"]);
  });
});
