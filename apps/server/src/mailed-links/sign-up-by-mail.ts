import { Fault } from "@caudal/base/fault.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import { hashPassword } from "better-auth/crypto";
import type { Kysely } from "kysely";
import type { AuthDatabase } from "../auth/auth-database.ts";
import { findPerson, type KnownPerson, type MailedLinks } from "./mailed-links.ts";
import { dropLinks, holderOfEmail, issueLink, takeLink } from "./one-time-links.ts";

export type NewSignUp = {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly locale: Locale;
};

/**
 * Sends a link to whoever signs up. Nobody is made before it is followed, so that an address which its owner never confirmed is not taken.
 * To an address that has an account goes another mail: what is done here, and how long it takes, is the same.
 */
export async function askToSignUp({ auth, enqueueMail, links }: MailedLinks, sent: NewSignUp): Promise<void> {
  const email = sent.email.toLowerCase();
  const password = await hashPassword(sent.password);
  await auth.transaction().execute(async (tx) => {
    const known = await findTaken(tx, email);
    const to = { to: email, locale: sent.locale } as const;
    if (known === null) {
      const token = await issueLink(tx, "sign_up", { name: sent.name, email, password, locale: sent.locale });
      const params = { name: sent.name, link: links.confirm(token) };
      await enqueueMail(tx, { ...to, key: "sign_up.confirm", params });
    } else {
      await issueLink(tx, "nothing", {});
      const params = { name: known.name, sign_in_link: links.signIn(), reset_link: links.forgot() };
      await enqueueMail(tx, { ...to, key: "sign_up.known", params });
    }
  });
}

export type ConfirmedPerson = KnownPerson & { readonly locale: Locale };

/**
 * Makes the person who signed up. Other links of that address end.
 *
 * @throws Fault link_invalid, also where the address was taken in the meantime.
 */
export async function confirmSignUp({ auth }: MailedLinks, token: string): Promise<ConfirmedPerson> {
  return auth.transaction().execute(async (tx) => {
    const pending = await takeLink(tx, "sign_up", token);
    if (pending === null || (await findTaken(tx, pending.email)) !== null) throw new Fault("link_invalid");
    const { name, email, password, locale } = pending;
    const row = await tx
      .insertInto("user")
      .values({ name, email, emailVerified: true })
      .onConflict((on) => on.column("email").doNothing())
      .returning("id")
      .executeTakeFirst();
    if (row === undefined) throw new Fault("link_invalid");
    await tx
      .insertInto("account")
      .values({ accountId: row.id, providerId: "credential", userId: row.id, password, updatedAt: new Date() })
      .execute();
    await dropLinks(tx, "sign_up", { email });
    return { userId: row.id, name, email, locale };
  });
}

/** Whose address this is, or was until lately. */
export async function findTaken(on: Kysely<AuthDatabase>, email: string): Promise<KnownPerson | null> {
  const known = await findPerson(on, email);
  if (known !== null) return known;
  const holder = await holderOfEmail(on, email);
  if (holder === null) return null;
  const row = await on.selectFrom("user").select("name").where("id", "=", holder).executeTakeFirst();
  return row === undefined ? null : { userId: holder, name: row.name, email };
}
