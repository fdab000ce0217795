import { languageOf } from "@caudal/contract/format/language-tag.ts";
import { foundAccount } from "@caudal/db/queries/people.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Kysely } from "kysely";
import type { Auth } from "../auth/create-auth.ts";
import type { RequestContext } from "../http/route-handler.ts";
import { authHeaders } from "./auth-headers.ts";
import { loadName, unlessNoMembership } from "./resolve-person.ts";
import { signedIn, type SessionCookies } from "./session-cookies.ts";

export type Enter = (
  who: { readonly userId: string; readonly rememberMe: boolean },
  context: RequestContext,
) => Promise<ReturnType<typeof signedIn>>;

/** Begins the session of somebody who has shown all that was asked of them, in place of the one that the browser had. */
export function createEnter(auth: Auth, db: Kysely<Database>, { endEarlierSession }: SessionCookies): Enter {
  return async ({ userId, rememberMe }, context) => {
    const person = await auth.openSession(userId, authHeaders(context), rememberMe);
    await endEarlierSession(context);
    // Also mends a sign-up that stopped half way. Who belongs to no account any more is signed in all the same: an invitation may wait.
    const found = await foundAccount(db, {
      userId,
      email: person.email,
      name: person.name,
      locale: languageOf(context.locale),
    }).catch(unlessNoMembership);
    const name = found === null ? person.name : await loadName(db, { ...found, userId });
    return signedIn({ ...person, name }, context);
  };
}
