import { listApiKeys } from "@caudal/db/queries/api-keys.ts";
import { listNotifications } from "@caudal/db/queries/notifications.ts";
import { listWebhooks } from "@caudal/db/queries/webhooks.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readApart, type Scope } from "@caudal/db/scope.ts";
import { sql, type Kysely } from "kysely";
import type { Pool } from "pg";

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
    for (const key of await readApart(db, scope, listApiKeys)) yield { account_id: scope.accountId, ...key };
}

/** Endpoints for notifications without what signs. */
export async function* webhooksOf(db: Kysely<Database>, scopes: readonly Scope[]): AsyncGenerator<unknown> {
  for (const scope of scopes) yield* await readApart(db, scope, listWebhooks);
}

export async function* auditOf(db: Kysely<Database>, scopes: readonly Scope[]): AsyncGenerator<unknown> {
  for (const scope of scopes) {
    let after = "0";
    for (;;) {
      const { rows } = await readApart(db, scope, (tx) =>
        sql<{ id: string }>`select * from caudal.read_own_audit(${after}, ${pageSize})`.execute(tx),
      );
      for (const row of rows) yield { account_id: scope.accountId, ...row };
      const last = rows.at(-1);
      if (rows.length < pageSize || last === undefined) break;
      after = last.id;
    }
  }
}
