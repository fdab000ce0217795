import { Fault } from "@caudal/base/fault.ts";
import { languageOf } from "@caudal/contract/format/language-tag.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { invitationRoutes } from "@caudal/contract/routes/invitations.ts";
import { chooseAccount } from "@caudal/db/queries/accounts.ts";
import { resolveMember } from "@caudal/db/queries/people.ts";
import type { Database } from "@caudal/db/schema.ts";
import { withPerson } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import { isCommonPassword } from "../auth/common-passwords.ts";
import { countWrong, type Succeed } from "../auth/attempt-counts.ts";
import type { Auth, Session, SignInBegun } from "../auth/create-auth.ts";
import { checkPasswordsOn, type PasswordUse } from "../auth/password-use.ts";
import type { HandlersOf, RequestContext } from "../http/route-handler.ts";
import type { Enter } from "../people/enter.ts";
import { sessionScope } from "../people/session-scope.ts";
import { hashInvitationToken } from "./invitation-token.ts";
import { findOpenInvitation, isRefusal, joinByToken } from "./open-invitation.ts";

export type AcceptPorts = {
  readonly db: Kysely<Database>;
  readonly auth: Pick<Auth, "sessionOf">;
  readonly passwords: PasswordUse;
  /** Makes a person whose address needs no confirmation; null where it is somebody's, or was until lately. */
  readonly signUpInvited: (person: {
    readonly name: string;
    readonly email: string;
    readonly password: string;
  }) => Promise<string | null>;
  /**
   * Who made themselves known by this address and password and belongs to no account: whoever followed the link before and was let in nowhere,
   * since the server died or the database was away in between. Null for everybody else.
   */
  readonly findHalfway: (person: { readonly email: string; readonly password: string }) => Promise<SignInBegun | null>;
  readonly enter: Enter;
  /** Takes back what `signUpInvited` made. */
  readonly forget: (userId: string) => Promise<void>;
  /** Counts a try against its network address; gives what to call after a right one. Throws Fault `rate_limited`. */
  readonly takeAttempt: (clientAddress: string) => Promise<Succeed>;
  readonly onMoved: (sessionId: string) => void;
};

type AcceptRoutes = Pick<typeof invitationRoutes, "lookUpInvitation" | "acceptInvitation" | "joinByInvitation">;

/** What whoever was invited does, before they belong to the account. */
export function acceptHandlers(ports: AcceptPorts): HandlersOf<AcceptRoutes> {
  const { db, auth } = ports;

  /**
   * What somebody asks for who has a token. A token that nobody was sent counts, and a password that did not let in whom it should; not what a
   * roomful of invited people behind one address do with theirs, open or over.
   */
  const withToken = async <T>(context: RequestContext, work: () => Promise<T>): Promise<T> =>
    countWrong(await ports.takeAttempt(context.clientAddress), ["invitation_unknown", "invitation_has_account"], work);

  const openInvitation = (token: string) => findOpenInvitation(db, hashInvitationToken(token));

  /** Makes somebody known and a member, or a member of who is known and is one nowhere yet. */
  const accept = async (sent: {
    readonly token: string;
    readonly name: string;
    readonly password: string;
    readonly locale: Locale;
  }): Promise<SignInBegun> => {
    const { token, name, password, locale } = sent;
    const { email } = await openInvitation(token);
    if (isCommonPassword(password, email)) throw new Fault("password_too_common");
    const made = await ports.signUpInvited({ name, email, password });
    const begun = made === null ? await ports.findHalfway({ email, password }) : { userId: made, series: 0 };
    if (begun === null) throw new Fault("invitation_has_account");
    const { userId } = begun;
    // Whoever came to belong to the account meanwhile has shown who they are all the same, and is let in.
    await joinByToken(db, hashInvitationToken(token), { userId, email, name, locale }).catch(
      async (thrown: unknown) => {
        if (!isRefusal(thrown)) throw thrown;
        // The same person with the same password, twice at once: one of the two let both in.
        if ((await resolveMember(db, userId)) !== null) return;
        // Taken back in between: whoever made themselves known by it is unknown again.
        if (made !== null) await ports.forget(made);
        throw thrown;
      },
    );
    return begun;
  };

  return {
    lookUpInvitation: async ({ body, context }) => {
      const { account_name, email, role, inviter, expires_at } = await withToken(context, () =>
        openInvitation(body.token),
      );
      return { account: account_name, email, role, inviter, expires_at: expires_at.toISOString() };
    },

    acceptInvitation: async ({ body, context }) => {
      checkPasswordsOn(ports.passwords);
      const locale = body.locale ?? languageOf(context.locale);
      const begun = await withToken(context, () => accept({ ...body, locale }));
      return ports.enter({ ...begun, rememberMe: true, locale }, context);
    },

    joinByInvitation: async ({ body, context }) => {
      const session = await sessionOf(auth, context);
      const by = { ...session, locale: languageOf(context.locale) };
      const joined = await withToken(context, () =>
        withPerson(db, sessionScope(session, context), async (tx) => {
          const into = await joinByToken(tx, hashInvitationToken(body.token), by);
          if (!into.before) await chooseAccount(tx, session, into.accountId);
          return into;
        }),
      );
      // Not before: an invitation that brings nothing has been used all the same, or it would let back in whoever is removed later.
      if (joined.before) throw new Fault("invitation_member");
      ports.onMoved(session.id);
    },
  };
}

/** A session is enough: whoever belongs to no account any more may still be invited to one. */
async function sessionOf(auth: Pick<Auth, "sessionOf">, context: RequestContext): Promise<Session> {
  const { session, cookies } = await auth.sessionOf(context.headers);
  for (const cookie of cookies) context.reply.headers.append("set-cookie", cookie);
  if (session === null) throw new Fault("invitation_sign_in");
  return session;
}
