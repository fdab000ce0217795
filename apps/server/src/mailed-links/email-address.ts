import { randomBytes } from "node:crypto";
import { Fault } from "@caudal/base/fault.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import { lockWays } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import type { AuthDatabase } from "../auth/auth-database.ts";
import { elsewhereOf } from "../oidc/linked-person.ts";
import { findTaken } from "./find-taken.ts";
import { findPerson, type MailedLinks } from "./mailed-links.ts";
import { dropLinks, issueLink, keepEmailDays, peekLink, takeLink } from "./one-time-links.ts";
import { checkPassword } from "./passwords.ts";
import { takeBack, type TakenBack } from "./take-back.ts";

export type EmailChange = {
  readonly userId: string;
  readonly password: string;
  readonly email: string;
  readonly locale: Locale;
};

/**
 * Asks for another address. A link goes to the new one; to the old one goes the news, with a link that takes it back. Where the new one is
 * somebody's already its owner is told, and nobody else: all other things are done alike, the mail to the old address too.
 *
 * `onRightPassword` runs before anything is sent, and may refuse it.
 *
 * @throws Faults password_wrong, email_same.
 */
export async function askToChangeEmail(
  ports: MailedLinks,
  change: EmailChange,
  onRightPassword: () => Promise<void>,
): Promise<void> {
  const { auth, enqueueMail, links } = ports;
  const person = await checkPassword(ports, change.userId, change.password);
  await onRightPassword();
  const email = change.email.toLowerCase();
  if (email === person.email) throw new Fault("email_same");
  await auth.transaction().execute(async (tx) => {
    const taken = await findTaken(tx, email);
    const { userId, name } = person;
    const mine = taken === null || taken.userId === userId;
    await dropLinks(tx, "change_email", { user_id: userId });
    if (mine) {
      const token = await issueLink(tx, "change_email", { user_id: userId, email, from: person.email });
      const params = { link: links.confirmEmail(token) };
      await enqueueMail(tx, { to: email, locale: change.locale, key: "email.confirm", params, userId });
    } else {
      await issueLink(tx, "nothing", {});
      const params = { name: taken.name, sign_in_link: links.signIn() };
      await enqueueMail(tx, { to: email, locale: change.locale, key: "email.taken", params });
    }
    const keep = await issueLink(tx, "keep_email", { user_id: userId, email: person.email });
    await enqueueMail(tx, {
      to: person.email,
      locale: change.locale,
      key: "email.notice",
      params: { name, new_email: email, link: links.keepEmail(keep), days: keepEmailDays },
      userId,
    });
  });
}

/** Sends a link by which somebody shows that their present address is theirs. */
export async function askToVerifyEmail(
  { auth, enqueueMail, links }: MailedLinks,
  { userId, locale }: { readonly userId: string; readonly locale: Locale },
): Promise<void> {
  await auth.transaction().execute(async (tx) => {
    const person = await tx.selectFrom("user").select("email").where("id", "=", userId).executeTakeFirst();
    if (person === undefined) return;
    const { email } = person;
    const token = await issueLink(tx, "verify_email", { user_id: userId, email });
    const params = { link: links.confirmEmail(token) };
    await enqueueMail(tx, { to: email, locale, key: "email.verify", params, userId });
  });
}

/**
 * Follows a link to a new address, or to the present one; gives the address that holds now.
 *
 * @throws Fault link_invalid, also where the address became somebody else's or the person's address changed since.
 */
export async function confirmEmail({ auth }: MailedLinks, token: string): Promise<string> {
  return auth.transaction().execute(async (tx) => {
    const known = (await peekLink(tx, "change_email", token)) ?? (await peekLink(tx, "verify_email", token));
    // Whoever takes the account back in this moment ends the link too.
    if (known !== null) await lockWays(tx, known.user_id);
    const change = await takeLink(tx, "change_email", token);
    if (change !== null) {
      const taken = await findTaken(tx, change.email);
      if (taken !== null && taken.userId !== change.user_id) throw new Fault("link_invalid");
      return moveEmail(tx, change.user_id, change.from, change.email);
    }
    const verify = await takeLink(tx, "verify_email", token);
    if (verify === null) throw new Fault("link_invalid");
    return moveEmail(tx, verify.user_id, verify.email, verify.email);
  });
}

/** Whoever takes an address for theirs has mostly done other things first: as much before the link was made counts as theirs. */
const dayMs = 24 * 3_600_000;

/**
 * Takes an account back from whoever asked for another address, whether that change was made or not, or turned the second step on. They
 * knew the password, so it holds no more, and neither does anything else that opens the account: gives what ended, and a token with which
 * another password is chosen; null for whoever signs in by the company's service alone.
 *
 * @throws Fault link_invalid.
 */
export async function keepEmail(
  ports: MailedLinks,
  { token, locale }: { readonly token: string; readonly locale: Locale },
): Promise<TakenBack & { readonly resetToken: string | null }> {
  const { auth, passwords, enqueueMail, links } = ports;
  // A password that nobody knows: what asks for one goes on as always, and refuses whatever is typed.
  const unknowable = await passwords.hash(randomBytes(32).toString("base64url"));
  return auth.transaction().execute(async (tx) => {
    const known = await peekLink(tx, "keep_email", token);
    if (known !== null) await lockWays(tx, known.user_id);
    const link = await takeLink(tx, "keep_email", token);
    if (link === null) throw new Fault("link_invalid");
    const { user_id, email, expiresAt } = link;
    // It is kept from everybody else for as long; should it be somebody's all the same, it stays theirs.
    const now = await findPerson(tx, email);
    if (now !== null && now.userId !== user_id) throw new Fault("link_invalid");
    // Whoever changed the address may have changed it on, and holds the link of that: the older one wins.
    await dropLinks(tx, "keep_email", { user_id }, expiresAt);
    await dropLinks(tx, "change_email", { user_id });
    await dropLinks(tx, "reset_password", { user_id });
    const person = await tx
      .updateTable("user")
      .set({ email, emailVerified: true, updatedAt: new Date() })
      .where("id", "=", user_id)
      .returning("name")
      .executeTakeFirst();
    if (person === undefined) throw new Fault("link_invalid");
    await tx
      .updateTable("account")
      .set({ password: unknowable, updatedAt: new Date() })
      .where("userId", "=", user_id)
      .where("providerId", "=", "credential")
      .execute();
    // Before the ways that were added lately go: whoever has only just come in by the service has that one only.
    const elsewhere = await elsewhereOf(tx, ports, user_id);
    const taken = await takeBack(tx, user_id, new Date(expiresAt.getTime() - keepEmailDays * dayMs - dayMs));
    const params = { name: person.name, reset_link: links.forgot(), ended: taken.ended, elsewhere };
    await enqueueMail(tx, { to: email, locale, key: "email.taken_back", params, userId: user_id });
    const resetToken = elsewhere === undefined ? await issueLink(tx, "reset_password", { user_id, email }) : null;
    return { ...taken, resetToken };
  });
}

async function moveEmail(tx: Kysely<AuthDatabase>, userId: string, from: string, to: string): Promise<string> {
  const { numUpdatedRows } = await tx
    .updateTable("user")
    .set({ email: to, emailVerified: true, updatedAt: new Date() })
    .where("id", "=", userId)
    .where("email", "=", from)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Fault("link_invalid");
  return to;
}

/** Whether somebody has shown that mails to their address reach them. */
export async function isEmailConfirmed(on: Kysely<AuthDatabase>, userId: string): Promise<boolean> {
  const row = await on.selectFrom("user").select("emailVerified").where("id", "=", userId).executeTakeFirst();
  return row?.emailVerified === true;
}

export async function emailOf(on: Kysely<AuthDatabase>, userId: string): Promise<string> {
  const row = await on.selectFrom("user").select("email").where("id", "=", userId).executeTakeFirst();
  return row?.email ?? "";
}
