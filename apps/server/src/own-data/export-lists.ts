import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import { listApiKeys } from "@caudal/db/queries/api-keys.ts";
import { listProcessingLogs } from "@caudal/db/queries/files.ts";
import { listNotifications } from "@caudal/db/queries/notifications.ts";
import { findRun, listEarlierLogs, listRunIds, type RunWithSteps } from "@caudal/db/queries/runs.ts";
import { listWebhooks } from "@caudal/db/queries/webhooks.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readApart, readPersonApart, type PersonScope, type Scope } from "@caudal/db/scope.ts";
import { sql, type Kysely } from "kysely";
import type { Pool } from "pg";
import { runDetail } from "../runs/run-resource.ts";

const pageSize = 500;

export async function* notificationsOf(db: Kysely<Database>, scopes: readonly Scope[]): AsyncGenerator<unknown> {
  for (const scope of scopes) {
    let after: { createdAt: string; id: string } | undefined;
    for (;;) {
      const rows = await readApart(db, scope, (tx) =>
        listNotifications(tx, { limit: pageSize, ...(after ? { after } : {}) }),
      );
      for (const { place: _place, ...row } of rows) yield row;
      const last = rows.at(-1);
      if (rows.length < pageSize || last === undefined) break;
      after = { createdAt: last.place, id: last.id };
    }
  }
}

/** Those that the person gives, ended ones included, and those that hold for them. */
export async function* sharesOf(db: Kysely<Database>, scopes: readonly Scope[]): AsyncGenerator<unknown> {
  for (const scope of scopes) {
    let after = "00000000-0000-0000-0000-000000000000";
    for (;;) {
      const rows = await readApart(db, scope, (tx) =>
        tx
          .selectFrom("shares")
          .select(["id", "account_id", "user_id", "file_id", "grantee_kind", "grantee_user_id", "may_download"])
          .select(["created_at", "expires_at", "revoked_at", "last_opened_at", "opens"])
          .where("id", ">", after)
          .orderBy("id")
          .limit(pageSize)
          .execute(),
      );
      for (const row of rows) yield { given: row.user_id === scope.userId, ...row };
      const last = rows.at(-1);
      if (rows.length < pageSize || last === undefined) break;
      after = last.id;
    }
  }
}

/** Sessions without what opens them. */
export async function* sessionsOf(authPool: Pool, userId: string): AsyncGenerator<unknown> {
  const { rows } = await authPool.query<Record<string, unknown>>(
    `select id, "createdAt" as created_at, "updatedAt" as updated_at, "expiresAt" as expires_at, "ipAddress" as address, "userAgent" as program
     from session where "userId" = $1 order by "createdAt"`,
    [userId],
  );
  yield* rows;
}

/** API keys without what opens anything. */
export async function* keysOf(db: Kysely<Database>, scopes: readonly Scope[]): AsyncGenerator<unknown> {
  for (const scope of scopes)
    for await (const key of allPages((limit, offset) => readApart(db, scope, (tx) => listApiKeys(tx, limit, offset))))
      yield { account_id: scope.accountId, ...key };
}

/** Endpoints for notifications without what signs. */
export async function* webhooksOf(db: Kysely<Database>, scopes: readonly Scope[]): AsyncGenerator<unknown> {
  for (const scope of scopes) yield* await readApart(db, scope, listWebhooks);
}

/** What was done with a file. */
export function processingOf(db: Kysely<Database>, scope: Scope, fileId: string): AsyncGenerator<unknown> {
  return allPages((limit, offset) => readApart(db, scope, (tx) => listProcessingLogs(tx, fileId, limit, offset)));
}

async function* allPages<T>(read: (limit: number, offset: number) => Promise<readonly T[]>): AsyncGenerator<T> {
  for (let offset = 0; ; offset += pageSize) {
    const rows = await read(pageSize, offset);
    yield* rows;
    if (rows.length < pageSize) return;
  }
}

/** Runs of a file with their steps and their logs. */
export async function* runsOf(
  db: Kysely<Database>,
  scope: Scope,
  fileId: string,
  locale: LanguageTag,
): AsyncGenerator<unknown> {
  for (const id of await readApart(db, scope, (tx) => listRunIds(tx, fileId))) {
    const run = await readApart(db, scope, (tx) => findRun(tx, id));
    if (run !== null) yield runDetail({ ...run, logs: await wholeLog(db, scope, id, run.logs) }, locale);
  }
}

/** A run is read with the last lines of its log: all of them, oldest first. */
async function wholeLog(
  db: Kysely<Database>,
  scope: Scope,
  run: string,
  last: RunWithSteps["logs"],
): Promise<RunWithSteps["logs"]> {
  const pages = [last];
  for (let first = last[0]; first !== undefined; first = pages[0]?.[0]) {
    const before = first.id;
    const page = await readApart(db, scope, (tx) => listEarlierLogs(tx, run, before, pageSize));
    if (page.length === 0) break;
    pages.unshift(page.toReversed());
  }
  return pages.flat();
}

/** How the person comes in, without what opens anything: ways to sign in, two steps, and browsers that are known. */
export async function waysInOf(authPool: Pool, userId: string): Promise<unknown> {
  const ask = async (text: string): Promise<readonly Record<string, unknown>[]> =>
    (await authPool.query<Record<string, unknown>>(text, [userId])).rows;
  const [factor] = await ask(
    `select f.confirmed_at as turned_on_at,
       (select count(*)::int from recovery_codes c where c.user_id = f.user_id and c.used_at is null) as recovery_codes_left
     from second_factors f where f.user_id = $1 and f.confirmed_at is not null`,
  );
  return {
    ways: await ask(
      `select id, "providerId" as provider, case when "providerId" <> 'credential' then "accountId" end as known_there_as,
         password is not null as password, "createdAt" as created_at, "updatedAt" as updated_at
       from account where "userId" = $1 order by "createdAt", id`,
    ),
    second_step: factor ?? null,
    known_browsers: await ask(
      "select id, session_id, created_at, expires_at from known_devices where user_id = $1 order by created_at, id",
    ),
  };
}

/** Invitations that the person sent and took up, in whichever account. */
export async function* invitationsOf(db: Kysely<Database>, person: PersonScope): AsyncGenerator<unknown> {
  yield* (await readPersonApart(db, person, (tx) => sql`select * from caudal.list_own_invitations()`.execute(tx))).rows;
}

/** What the log holds of the person, in whichever account and in none. */
export async function* auditOf(db: Kysely<Database>, person: PersonScope): AsyncGenerator<unknown> {
  let after = "0";
  for (;;) {
    const { rows } = await readPersonApart(db, person, (tx) =>
      sql<{ id: string }>`select * from caudal.read_own_audit(${after}, ${pageSize})`.execute(tx),
    );
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < pageSize || last === undefined) return;
    after = last.id;
  }
}
