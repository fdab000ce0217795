import { randomUUID } from "node:crypto";
import { chooseAccount } from "@caudal/db/queries/accounts.ts";
import { insertCompany } from "@caudal/db/queries/access.ts";
import { shareByLink, shareWithMember } from "@caudal/db/queries/shares.ts";
import { insertUpload } from "@caudal/db/queries/uploads.ts";
import { startRun } from "@caudal/db/runs/start-run.ts";
import type { Database } from "@caudal/db/schema.ts";
import { withScope } from "@caudal/db/scope.ts";
import { createFile, createPerson, joinAccount, type Person } from "@caudal/db/testing/people.ts";
import type { Transaction } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openAuthDatabase } from "../auth/auth-database.ts";
import { issueLink } from "../mailed-links/one-time-links.ts";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { faultOf } from "./fault-of.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const terms = { mayDownload: false, expiresAt: null };
const upload = ({ userId, accountId }: Person) => ({
  id: randomUUID(),
  accountId,
  userId,
  fileName: "v.csv",
  size: 1,
  objectKey: randomUUID(),
  expiresInMs: 60_000,
});

/** What comes to pass in the middle of a transaction, on another connection. */
const happens = (sql: string, values: readonly unknown[]): Promise<unknown> =>
  asSuperuser(server, (client) => client.query(sql, [...values]));

type Tx = Transaction<Database>;
const inScope = <T>(person: Person, work: (tx: Tx) => Promise<T>): Promise<T> =>
  withScope(server.database.app.db, person.scope, work);
const lower = ({ userId, accountId }: Person) =>
  happens("update caudal.members set role = 'viewer' where account_id = $1 and user_id = $2", [accountId, userId]);

type Meeting = () => Promise<unknown>;
/** Each is let in, and finds things otherwise when it writes. */
const meetings: readonly (readonly [string, string, Meeting])[] = [
  [
    "a file is shared by a link while it is deleted",
    "not_found",
    async () => {
      const ana = await createPerson(server.database);
      const file = await createFile(server.database, ana.scope);
      return inScope(ana, async (tx) => {
        await tx.selectFrom("files").select("id").where("id", "=", file).executeTakeFirstOrThrow();
        await happens("delete from caudal.files where id = $1", [file]);
        return shareByLink(tx, file, randomUUID(), terms);
      });
    },
  ],
  [
    "a file is processed whose row is gone by then",
    "not_found",
    async () => {
      const ana = await createPerson(server.database);
      return inScope(ana, (tx) => startRun(tx, { kind: "profile", input: {}, fileId: randomUUID() }));
    },
  ],
  [
    "a file is shared with somebody who is being removed",
    "share_grantee_unknown",
    async () => {
      const [ana, eva] = [await createPerson(server.database), await createPerson(server.database)];
      await joinAccount(server.database, ana.scope, eva, "analyst");
      const file = await createFile(server.database, ana.scope);
      // Between the list of colleagues and the row: a trigger stands for whoever is as quick.
      await asSuperuser(server, (client) =>
        client.query(`create function public.remove_grantee() returns trigger language plpgsql security definer as $$
          begin delete from caudal.members where user_id = new.grantee_user_id and account_id = new.account_id; return new; end $$;
          create trigger remove_grantee before insert on caudal.shares for each row execute function public.remove_grantee()`),
      );
      try {
        return await inScope(ana, (tx) => shareWithMember(tx, file, eva.userId, terms));
      } finally {
        await happens("drop function public.remove_grantee() cascade", []);
      }
    },
  ],
  [
    "a company is made by whose role was lowered just before",
    "forbidden",
    async () => {
      const ana = await createPerson(server.database);
      const eva = await createPerson(server.database);
      await joinAccount(server.database, ana.scope, eva, "owner");
      await lower(ana);
      return inScope(ana, (tx) => insertCompany(tx, ana.accountId, "Norte"));
    },
  ],
  [
    "an upload is begun by whose role was lowered just before",
    "forbidden",
    async () => {
      const ana = await createPerson(server.database);
      const eva = await createPerson(server.database);
      await joinAccount(server.database, ana.scope, eva, "owner");
      await lower(ana);
      return inScope(ana, (tx) => insertUpload(tx, upload(ana)));
    },
  ],
  [
    "an account is entered by a session that has ended",
    "not_signed_in",
    async () => {
      const ana = await createPerson(server.database);
      const session = { id: randomUUID(), userId: ana.userId };
      return chooseAccount(server.database.app.db, session, ana.accountId);
    },
  ],
];

describe("what the database refuses since things are otherwise by now", () => {
  test.each(meetings)("%s: %s", async (_what, code, meet) => {
    const thrown = await meet().then(
      () => "done",
      (error: unknown) => error,
    );
    expect(faultOf(thrown)).toMatchObject({ code });
  });

  test("of several who confirm the same new address at once, one gets it and the others are told that their link opens nothing", async () => {
    const email = `e${randomUUID()}@ejemplo.test`;
    const links = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const { userId: user_id, email: from } = await createPerson(server.database);
        return issueLink(openAuthDatabase(server.database.signin), "change_email", { user_id, email, from });
      }),
    );
    const answers = await Promise.allSettled(
      links.map((token) => visit(server).client.confirmEmail({ body: { token } })),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const answer of answers)
      if (answer.status === "rejected") expect(answer.reason).toMatchObject({ problem: { code: "link_invalid" } });
  });
});

test("a grant that is missing is a mistake of ours: it is told and logged as one, though the database calls it by the same number", async () => {
  const ana = await signUp(server);
  await happens("revoke insert on caudal.companies from caudal_request", []);
  try {
    const asked = ana.client.createCompany({ body: { name: "Norte" } });
    await expect(asked).rejects.toMatchObject({ problem: { status: 500, code: "internal" } });
    expect(server.lines.some((line) => line.includes("permission denied for table companies"))).toBe(true);
  } finally {
    await happens("grant insert on caudal.companies to caudal_request", []);
  }
  expect((await ana.client.createCompany({ body: { name: "Norte" } })).name).toBe("Norte");
});
