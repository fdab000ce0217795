import { Fault } from "@caudal/base/fault.ts";
import type { Elsewhere } from "@caudal/contract/mails/mail.ts";
import type { Account } from "@caudal/contract/resources/account.ts";
import type { ApiKey } from "@caudal/contract/resources/api-key.ts";
import type { apiKeyRoutes } from "@caudal/contract/routes/api-keys.ts";
import { insertApiKey, listApiKeys, revokeApiKey, type ApiKeyRow } from "@caudal/db/queries/api-keys.ts";
import { listMemberships } from "@caudal/db/queries/accounts.ts";
import { loadPerson, loadStanding } from "@caudal/db/queries/people.ts";
import type { Database } from "@caudal/db/schema.ts";
import { repeatDeadlocked } from "@caudal/db/repeat-deadlocked.ts";
import { readInScope, withOwnWays, withScope, type Scope } from "@caudal/db/scope.ts";
import type { Kysely, Transaction } from "kysely";
import type { HandlersOf } from "../http/route-handler.ts";
import type { MailedLinks } from "../mailed-links/mailed-links.ts";
import { elsewhereOf } from "../oidc/linked-person.ts";
import { makeSecretKey } from "./secret-key.ts";

export type ApiKeyPorts = {
  readonly db: Kysely<Database>;
  readonly mailed: Pick<MailedLinks, "auth" | "enqueueMail" | "links" | "passwordsOn" | "service">;
};

export function apiKeyHandlers({ db, mailed }: ApiKeyPorts): HandlersOf<typeof apiKeyRoutes> {
  /** In the transaction of the key: none is made of which its person does not hear. */
  const tell = async (
    tx: Transaction<Database>,
    { row, account }: { readonly row: ApiKeyRow; readonly account: Account },
    elsewhere: Elsewhere,
  ): Promise<void> => {
    const { user_id: userId, name, email, locale } = await loadPerson(tx);
    const params = { name, key: row.name, account: account.name, at: row.created_at.toISOString() };
    await mailed.enqueueMail(tx, {
      to: email,
      locale,
      key: "key.made",
      params: { ...params, reset_link: mailed.links.forgot(), elsewhere },
      accountId: account.id,
      userId,
    });
  };

  const keysIn = (scope: Scope): Promise<readonly ApiKey[]> =>
    readInScope(db, scope, async (tx) => {
      const rows = await listApiKeys(tx);
      return rows.length === 0 ? [] : ofAccount(rows, (await loadStanding(tx)).account);
    });

  const otherScopes = async (scope: Scope): Promise<readonly Scope[]> =>
    (await readInScope(db, scope, listMemberships))
      .filter(({ account_id }) => account_id !== scope.accountId)
      .map(({ account_id }) => ({ ...scope, accountId: account_id }));

  return {
    listApiKeys: async ({ query, person: { scope, viewing } }) => {
      const others = query.accounts === "all" && viewing === undefined ? await otherScopes(scope) : [];
      const items = [await keysIn(scope)];
      for (const other of others) items.push(await keysIn(other).catch(unlessLeft([])));
      return { items: items.flat() };
    },

    createApiKey: async ({ body, person }) => {
      const { key, prefix, hash } = makeSecretKey();
      const made = {
        name: body.name,
        prefix,
        secretHash: hash,
        scopes: body.scopes,
        days: body.expires_in_days,
        sessionId: person.credential.id,
      };
      const elsewhere = await elsewhereOf(mailed.auth, mailed, person.scope.userId);
      const row = await withScope(db, person.scope, async (tx) => {
        const inserted = await insertApiKey(tx, made);
        const { id, name } = (await loadStanding(tx)).account;
        await tell(tx, { row: inserted, account: { id, name } }, elsewhere);
        return apiKeyResource(inserted, { id, name });
      });
      return { ...row, key };
    },

    revokeApiKey: async ({ params, person: { scope } }) => {
      const revokeIn = (inAccount: Scope): Promise<boolean> =>
        repeatDeadlocked(() => withOwnWays(db, inAccount, (tx) => revokeApiKey(tx, params.id)));
      if (await revokeIn(scope)) return;
      // Shown beside this account's: whoever finds one that is not theirs need not look for the account first.
      for (const other of await otherScopes(scope)) if (await revokeIn(other).catch(unlessLeft(false))) return;
      throw new Fault("not_found");
    },
  };
}

/** Whoever belonged to an account a moment ago may do so no more. */
function unlessLeft<T>(instead: T): (thrown: unknown) => T {
  return (thrown) => {
    if (thrown instanceof Fault && thrown.code === "forbidden") return instead;
    throw thrown;
  };
}

function ofAccount(rows: readonly ApiKeyRow[], { id, name }: Account): readonly ApiKey[] {
  return rows.map((row) => apiKeyResource(row, { id, name }));
}

function apiKeyResource(row: ApiKeyRow, account: Account): ApiKey {
  return {
    id: row.id,
    name: row.name,
    account,
    prefix: row.prefix,
    scopes: [...row.scopes],
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
    active: row.active,
  };
}
