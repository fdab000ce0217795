import { Fault } from "@caudal/base/fault.ts";
import type { AccountFactor } from "@caudal/contract/resources/account.ts";
import type { accountRoutes } from "@caudal/contract/routes/accounts.ts";
import type { EnqueueMail } from "@caudal/db/queries/outbox.ts";
import { loadStanding } from "@caudal/db/queries/people.ts";
import { hasFactor, isFactorRequired, listWithoutFactor, requireFactor } from "@caudal/db/queries/second-factors.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readInScope, withScope } from "@caudal/db/scope.ts";
import type { Kysely, Transaction } from "kysely";
import type { HandlersOf, SignedInPerson } from "../http/route-handler.ts";
import type { PageLinks } from "../mail/page-links.ts";

export type FactorTeller = { readonly enqueueMail: EnqueueMail; readonly links: Pick<PageLinks, "security"> };

type FactorRoutes = Pick<typeof accountRoutes, "getAccountFactor" | "setAccountFactor">;

/** Whether an account asks everybody for a second factor. */
export function accountFactorHandlers(db: Kysely<Database>, teller: FactorTeller): HandlersOf<FactorRoutes> {
  return {
    getAccountFactor: ({ person }) => readInScope(db, person.scope, (tx) => factorOf(tx, person)),

    setAccountFactor: ({ body, person }) =>
      withScope(db, person.scope, async (tx) => {
        const { userId, accountId } = person.scope;
        // Whoever asks it of others would be the first to be shut out.
        if (body.required && !(await hasFactor(tx, userId, person.credential.id)))
          throw new Fault("second_factor_first");
        const changed = await requireFactor(tx, accountId, body.required);
        if (changed && body.required) await tellLacking(tx, teller, accountId);
        return factorOf(tx, person);
      }),
  };
}

async function factorOf(tx: Transaction<Database>, { scope, credential }: SignedInPerson): Promise<AccountFactor> {
  return {
    required: await isFactorRequired(tx, scope.accountId),
    yours: await hasFactor(tx, scope.userId, credential.id),
    lacking: (await listWithoutFactor(tx)).map(({ user_id, name }) => ({ user_id, name })),
  };
}

/** In the transaction of the change: nobody is shut out who does not hear why and what to do. */
async function tellLacking(tx: Transaction<Database>, { enqueueMail, links }: FactorTeller, accountId: string) {
  const { account } = await loadStanding(tx);
  for (const { user_id: userId, name, email, locale } of await listWithoutFactor(tx))
    await enqueueMail(tx, {
      to: email,
      locale,
      key: "factor.required",
      params: { name, account: account.name, link: links.security() },
      accountId,
      userId,
    });
}
