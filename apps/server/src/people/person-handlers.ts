import { languageOf } from "@caudal/contract/format/language-tag.ts";
import { Fault } from "@caudal/base/fault.ts";
import type { Me } from "@caudal/contract/resources/me.ts";
import type { personRoutes } from "@caudal/contract/routes/people.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import { loadMe, loadPerson, loadStanding, updateProfile } from "@caudal/db/queries/people.ts";
import type { Database } from "@caudal/db/schema.ts";
import { ownScope, readInScope, withScope } from "@caudal/db/scope.ts";
import type { Kysely, Transaction } from "kysely";
import { checkPasswordsOn } from "../auth/password-use.ts";
import { hashingFor } from "../auth/hash-turn.ts";
import { isCommonPassword } from "../auth/common-passwords.ts";
import type { Auth } from "../auth/create-auth.ts";
import type { AttemptCounts } from "../auth/attempt-counts.ts";
import type { KnownDevices } from "../auth/known-devices.ts";
import { takeSignIn, takeSignUp, type SignInLimits } from "../auth/limit-attempts.ts";
import type { SecondFactor } from "../auth/second-factor/second-factor.ts";
import type { SecondSteps } from "../auth/second-factor/second-steps.ts";
import { takeMail, type MailLimits } from "../auth/limit-mails.ts";
import type { HandlersOf } from "../http/route-handler.ts";
import type { MailSender } from "../mail/mail-sender.ts";
import { isEmailConfirmed } from "../mailed-links/email-address.ts";
import type { MailedLinks } from "../mailed-links/mailed-links.ts";
import { createPerson } from "../mailed-links/create-person.ts";
import { askToSignUp } from "../mailed-links/sign-up-by-mail.ts";
import type { Enter } from "./enter.ts";
import { loadName, resolvePerson } from "./resolve-person.ts";
import { addCookies, type SessionCookies } from "./session-cookies.ts";

export type PersonPorts = {
  readonly db: Kysely<Database>;
  readonly auth: Auth;
  readonly mailed: MailedLinks;
  readonly delivery: MailSender["delivery"];
  readonly mailLimits: MailLimits;
  readonly factor: SecondFactor;
  readonly steps: SecondSteps;
  readonly counts: AttemptCounts;
  readonly devices: Pick<KnownDevices, "ofEmail">;
  readonly limits: SignInLimits;
  readonly maxUploadBytes: number;
  readonly maySignUp: (headers: Headers) => boolean;
  /** Whoever sends the founder's token is signed in at once: the operator vouches for them. */
  readonly isFounder: (headers: Headers) => boolean;
  readonly cookies: SessionCookies;
  readonly enter: Enter;
};

export function personHandlers(ports: PersonPorts): HandlersOf<typeof personRoutes> {
  const { db, auth, counts } = ports;
  const limits = { max_upload_bytes: ports.maxUploadBytes };
  const meOf = async (tx: Transaction<Database>): Promise<Omit<Me, "email_confirmed">> => ({
    ...(await loadMe(tx)),
    viewing: null,
    limits,
  });
  const { endSession } = ports.cookies;

  return {
    signUp: async ({ body, context }) => {
      checkPasswordsOn(ports.mailed);
      await takeSignUp(counts, ports.limits, context.clientAddress);
      if (!ports.maySignUp(context.headers)) throw new Fault("sign_up_closed");
      if (isCommonPassword(body.password, body.email)) throw new Fault("password_too_common");
      const { name, email, password } = body;
      const locale: Locale = body.locale ?? languageOf(context.locale);
      if (!ports.isFounder(context.headers)) {
        await takeMail(counts, ports.mailLimits, { address: context.clientAddress, device: null }, email);
        await askToSignUp(ports.mailed, { name, email, password, locale });
        context.reply.status = 202;
        return { delivery: ports.delivery };
      }
      const hash = await ports.mailed.passwords.hash(password);
      const userId = await ports.mailed.auth
        .transaction()
        .execute((tx) => createPerson(tx, { name, email, password: hash, confirmed: false }));
      if (userId === null) throw new Fault("email_taken");
      return ports.enter({ userId, series: 0, rememberMe: true, locale }, context);
    },

    signIn: async ({ body, context }) => {
      checkPasswordsOn(ports.mailed);
      context.concerned.email = body.email;
      const trier = {
        address: context.clientAddress,
        device: await ports.devices.ofEmail(context.headers, body.email),
      };
      const { succeeded, byDevice } = await takeSignIn(counts, ports.limits, trier, body.email);
      const { email, password, rememberMe = true } = body;
      const begun = await hashingFor(byDevice ? trier.device : null, () => auth.checkPassword({ email, password }));
      await succeeded();
      if ((await ports.factor.stateOf(begun.userId)).on) {
        addCookies(context, [await ports.steps.begin({ ...begun, rememberMe, byProvider: false })]);
        throw new Fault("second_step_needed");
      }
      return ports.enter({ ...begun, rememberMe }, context);
    },

    signOut: async ({ context }) => {
      addCookies(context, await endSession(context));
      // What the page remembers in this browser (names of files that are under way) is not for whoever uses it next.
      context.reply.headers.set("clear-site-data", '"storage"');
    },

    getSession: async ({ context }) => {
      const { person, session, cookies: set } = await resolvePerson(auth, db, context.headers);
      addCookies(context, set);
      if (session === null) return null;
      const name = person === null ? session.name : await loadName(db, person.scope);
      return {
        user: { id: session.userId, email: session.email, name },
        expires_at: session.expiresAt.toISOString(),
      };
    },

    getMe: async ({ person: { credential, scope, viewing } }) => {
      const email_confirmed =
        credential.kind === "session"
          ? credential.emailConfirmed
          : await isEmailConfirmed(ports.mailed.auth, ownScope(scope).userId);
      if (viewing === undefined) return { ...(await readInScope(db, scope, meOf)), email_confirmed };
      return {
        email_confirmed,
        ...(await readInScope(db, ownScope(scope), loadPerson)),
        ...(await readInScope(db, scope, loadStanding)),
        viewing: { user_id: viewing.userId, name: viewing.name, ends_at: viewing.endsAt.toISOString() },
        limits,
      };
    },

    updateMe: async ({ body, person }) => {
      const change = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      const me = await withScope(db, person.scope, async (tx) => {
        await updateProfile(tx, change);
        return meOf(tx);
      });
      return { ...me, email_confirmed: await isEmailConfirmed(ports.mailed.auth, person.scope.userId) };
    },
  };
}
