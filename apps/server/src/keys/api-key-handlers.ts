import { Fault } from "@caudal/base/fault.ts";
import type { Elsewhere } from "@caudal/contract/mails/mail.ts";
import type { ApiKey } from "@caudal/contract/resources/api-key.ts";
import type { apiKeyRoutes } from "@caudal/contract/routes/api-keys.ts";
import { insertApiKey, listApiKeys, revokeApiKey, type ApiKeyRow } from "@caudal/db/queries/api-keys.ts";
import { loadPerson, loadStanding } from "@caudal/db/queries/people.ts";
import type { Database } from "@caudal/db/schema.ts";
import { repeatDeadlocked } from "@caudal/db/repeat-deadlocked.ts";
import { readInScope, withOwnWays, withScope } from "@caudal/db/scope.ts";
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
  const tell = async (tx: Transaction<Database>, row: ApiKeyRow, elsewhere: Elsewhere): Promise<void> => {
    const { user_id: userId, name, email, locale } = await loadPerson(tx);
    const { account } = await loadStanding(tx);
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

  return {
    listApiKeys: async ({ person }) => ({
      items: (await readInScope(db, person.scope, listApiKeys)).map(apiKeyResource),
    }),

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
        await tell(tx, inserted, elsewhere);
        return inserted;
      });
      return { ...apiKeyResource(row), key };
    },

    revokeApiKey: async ({ params, person }) => {
      const gone = await repeatDeadlocked(() => withOwnWays(db, person.scope, (tx) => revokeApiKey(tx, params.id)));
      if (!gone) throw new Fault("not_found");
    },
  };
}

function apiKeyResource(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: [...row.scopes],
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
    active: row.active,
  };
}
