import type { Log } from "@caudal/base/log.ts";
import { Fault } from "@caudal/base/fault.ts";
import { languageOf } from "@caudal/contract/format/language-tag.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import { chooseAccount } from "@caudal/db/queries/accounts.ts";
import { foundAccount } from "@caudal/db/queries/people.ts";
import type { Database } from "@caudal/db/schema.ts";
import { withPerson } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import type { Auth, SignInBegun } from "../auth/create-auth.ts";
import type { KnownDevices } from "../auth/known-devices.ts";
import type { RequestContext } from "../http/route-handler.ts";
import { authHeaders } from "./auth-headers.ts";
import { loadName, unlessNoMembership } from "./resolve-person.ts";
import { sessionScope } from "./session-scope.ts";
import { addCookies, signedIn, type SessionCookies } from "./session-cookies.ts";

/**
 * `locale`: the language of an account that is founded now, other than the request's. `byProvider`: by the sign-in service; `providerFactor`:
 * which says that it asked for a second factor. `into`: the account in which the session acts, other than the person's oldest.
 */
export type Entering = SignInBegun & {
  readonly rememberMe: boolean;
  readonly locale?: Locale;
  readonly byProvider?: boolean;
  readonly providerFactor?: boolean;
  readonly into?: string;
};
export type Enter = (who: Entering, context: RequestContext) => Promise<ReturnType<typeof signedIn>>;

/**
 * Begins the session of somebody who has shown all that was asked of them, in place of the one that the browser had. It begins last, when
 * nothing else can fail: whoever is refused, or meets a database that is away, leaves no session behind.
 *
 * @throws Fault `sign_in_refused` for somebody whom nobody knows any more, `not_signed_in` for somebody who is being erased or whose new
 * session was ended at once, `sign_in_overtaken` when all of their sessions were ended since they began to sign in.
 */
export function createEnter(
  auth: Auth,
  db: Kysely<Database>,
  { endEarlierSession }: SessionCookies,
  devices: Pick<KnownDevices, "remember">,
  log: Log,
): Enter {
  return async ({ userId, series, rememberMe, locale, byProvider = false, providerFactor = false, into }, context) => {
    const known = await auth.personOf(userId);
    if (known === null) throw new Fault("sign_in_refused");
    // Also mends a sign-up that stopped half way. Who belongs to no account any more is signed in all the same: an invitation may wait.
    const found = await foundAccount(db, {
      userId,
      ...known,
      locale: locale ?? languageOf(context.locale),
    }).catch(unlessNoMembership);
    const name = found === null ? known.name : await loadName(db, { ...found, userId });
    await endEarlierSession(context);
    const session = await auth.openSession({ userId, series }, authHeaders(context), {
      rememberMe,
      byProvider,
      providerFactor,
    });
    if (into !== undefined) {
      const begun = { id: session.sessionId, userId };
      await withPerson(db, sessionScope(begun, context), (tx) => chooseAccount(tx, begun, into));
    }
    const entered = signedIn({ ...session, name }, context);
    // Whoever asks that nothing stays behind is at a browser of others. The session has begun: a browser that is not remembered fails nothing.
    if (rememberMe)
      await devices.remember(context.headers, userId, session.sessionId).then(
        (cookie) => addCookies(context, [cookie]),
        (err: unknown) => log.warn({ err }, "a browser is not remembered"),
      );
    return entered;
  };
}
