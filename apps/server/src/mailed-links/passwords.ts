import { Fault } from "@caudal/base/fault.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Ended } from "@caudal/contract/resources/mailed-link.ts";
import { lockWays } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import type { AuthDatabase } from "../auth/auth-database.ts";
import { isCommonPassword } from "../auth/common-passwords.ts";
import { endSessions } from "../auth/end-sessions.ts";
import { elsewhereOf } from "../oidc/linked-person.ts";
import { findPerson, type MailedLinks } from "./mailed-links.ts";
import { dropLinks, issueLink, peekLink, takeLink } from "./one-time-links.ts";
import { takeBack, type TakenBack } from "./take-back.ts";

/**
 * Sends a link to whoever forgot their password, or never had one where the service is gone that they came in by; to whoever signs in by that
 * service, and to an address with which nobody does, a mail that says so. The same is done for all.
 */
export async function askToResetPassword(
  ports: MailedLinks,
  sent: { readonly email: string; readonly locale: Locale },
): Promise<void> {
  const { auth, enqueueMail, links } = ports;
  const to = { to: sent.email.toLowerCase(), locale: sent.locale } as const;
  await auth.transaction().execute(async (tx) => {
    const known = await findPerson(tx, sent.email);
    const elsewhere = await elsewhereOf(tx, ports, known?.userId ?? null);
    if (known === null) {
      await issueLink(tx, "nothing", {});
      const params = { sign_up_link: links.signIn(), sign_up_closed: !ports.signUpOpen };
      await enqueueMail(tx, { ...to, key: "password.unknown", params });
    } else if (elsewhere !== undefined) {
      // No second door beside the company's, which it does not know of and could not shut.
      await issueLink(tx, "nothing", {});
      const params = { name: known.name, service: elsewhere.service, sign_in_link: links.signIn() };
      await enqueueMail(tx, { ...to, key: "password.elsewhere", params });
    } else {
      const token = await issueLink(tx, "reset_password", { user_id: known.userId, email: known.email });
      const params = { name: known.name, link: links.resetPassword(token) };
      await enqueueMail(tx, { ...to, key: "password.reset", params });
    }
  });
}

/**
 * Sets a new password by a mailed link; shows by the way that the address is theirs. What opens the account besides it ends, and so does
 * every other link with which this person's password or address could be changed. A second factor stays: it protects from whoever reads
 * the person's mail. Gives what ended.
 *
 * @throws Faults link_invalid, password_too_common (the link can be used again).
 */
export async function resetPassword(
  ports: MailedLinks,
  sent: { readonly token: string; readonly password: string; readonly locale: Locale },
): Promise<TakenBack> {
  const { auth, passwords } = ports;
  const known = await peekLink(auth, "reset_password", sent.token);
  if (known === null) throw new Fault("link_invalid");
  if (isCommonPassword(sent.password, known.email)) throw new Fault("password_too_common");
  const password = await passwords.hash(sent.password);
  return auth.transaction().execute(async (tx) => {
    await lockWays(tx, known.user_id);
    const link = await takeLink(tx, "reset_password", sent.token);
    if (link === null) throw new Fault("link_invalid");
    const person = await tx
      .updateTable("user")
      .set({ emailVerified: true, updatedAt: new Date() })
      .where("id", "=", link.user_id)
      .where("email", "=", link.email)
      .returning(["id as userId", "name", "email"])
      .executeTakeFirst();
    if (person === undefined) throw new Fault("link_invalid");
    const taken = await takeBack(tx, link.user_id, null);
    await setPassword(tx, ports, { ...person, locale: sent.locale }, password, taken.ended);
    return taken;
  });
}

export type PasswordChange = {
  readonly userId: string;
  readonly sessionId: string;
  readonly old: string;
  readonly new: string;
  readonly locale: Locale;
};

/**
 * Changes the password of somebody who knows the old one. Their other sessions end; gives those.
 *
 * @throws Faults password_wrong, password_too_common.
 */
export async function changePassword(ports: MailedLinks, change: PasswordChange): Promise<readonly string[]> {
  const { auth, passwords } = ports;
  const person = await checkPassword(ports, change.userId, change.old);
  if (isCommonPassword(change.new, person.email)) throw new Fault("password_too_common");
  const password = await passwords.hash(change.new);
  return auth.transaction().execute(async (tx) => {
    const ended = await endSessions(tx, change.userId, { session: change.sessionId });
    await setPassword(tx, ports, { ...person, locale: change.locale }, password);
    return ended;
  });
}

/** @throws Fault password_wrong, also for who has none. */
export async function checkPassword(
  { auth: on, passwords }: Pick<MailedLinks, "auth" | "passwords">,
  userId: string,
  password: string,
): Promise<{ readonly userId: string; readonly name: string; readonly email: string }> {
  const row = await selectPassword(on, userId);
  const person = await on
    .selectFrom("user")
    .select(["id as userId", "name", "email"])
    .where("id", "=", userId)
    .executeTakeFirst();
  if (!row?.password || person === undefined) throw new Fault("password_wrong");
  if (!(await passwords.verify({ hash: row.password, password }))) throw new Fault("password_wrong");
  return person;
}

async function selectPassword(on: Kysely<AuthDatabase>, userId: string) {
  const query = on.selectFrom("account").select("password").where("providerId", "=", "credential");
  return (await query.where("userId", "=", userId).executeTakeFirst()) ?? null;
}

async function setPassword(
  tx: Kysely<AuthDatabase>,
  { enqueueMail, links }: MailedLinks,
  person: { readonly userId: string; readonly name: string; readonly email: string; readonly locale: Locale },
  password: string,
  ended?: Ended,
): Promise<void> {
  const updatedAt = new Date();
  const { numUpdatedRows } = await tx
    .updateTable("account")
    .set({ password, updatedAt })
    .where("userId", "=", person.userId)
    .where("providerId", "=", "credential")
    .executeTakeFirst();
  if (numUpdatedRows === 0n) {
    const first = { accountId: person.userId, providerId: "credential", userId: person.userId, password, updatedAt };
    await tx.insertInto("account").values(first).execute();
  }
  await dropLinks(tx, "reset_password", { user_id: person.userId });
  await dropLinks(tx, "change_email", { user_id: person.userId });
  await enqueueMail(tx, {
    to: person.email,
    locale: person.locale,
    key: "password.changed",
    params: { name: person.name, at: new Date().toISOString(), reset_link: links.forgot(), ended },
    userId: person.userId,
  });
}
