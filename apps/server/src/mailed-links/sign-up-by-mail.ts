import { Fault } from "@caudal/base/fault.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { PendingSignUp } from "@caudal/contract/resources/mailed-link.ts";
import { elsewhereOf } from "../oidc/linked-person.ts";
import { createPerson } from "./create-person.ts";
import { findTaken } from "./find-taken.ts";
import type { KnownPerson, MailedLinks } from "./mailed-links.ts";
import { dropLinks, issueLink, peekLink, takeLink } from "./one-time-links.ts";

export type NewSignUp = {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly locale: Locale;
};

/**
 * Sends a link to whoever signs up. Nobody is made before it is followed, with the password that was chosen here, so that an address which
 * its owner never confirmed is not taken.
 * To an address that has an account goes another mail: what is done here, and how long it takes, is the same.
 */
export async function askToSignUp(ports: MailedLinks, sent: NewSignUp): Promise<void> {
  const { auth, passwords, enqueueMail, links } = ports;
  const email = sent.email.toLowerCase();
  const password = await passwords.hash(sent.password);
  await auth.transaction().execute(async (tx) => {
    const known = await findTaken(tx, email);
    const elsewhere = await elsewhereOf(tx, ports, known?.userId ?? null);
    const to = { to: email, locale: sent.locale } as const;
    if (known === null) {
      const token = await issueLink(tx, "sign_up", { name: sent.name, email, password, locale: sent.locale });
      const params = { link: links.confirm(token) };
      await enqueueMail(tx, { ...to, key: "sign_up.confirm", params });
    } else {
      await issueLink(tx, "nothing", {});
      const params = { name: known.name, sign_in_link: links.signIn(), reset_link: links.forgot(), elsewhere };
      await enqueueMail(tx, { ...to, key: "sign_up.known", params });
    }
  });
}

export type ConfirmedPerson = KnownPerson & { readonly locale: Locale };

/** Whom a link would make. @throws Fault link_invalid. */
export async function lookUpSignUp({ auth }: MailedLinks, token: string): Promise<PendingSignUp> {
  const pending = await peekLink(auth, "sign_up", token);
  if (pending === null) throw new Fault("link_invalid");
  return { name: pending.name, email: pending.email };
}

/**
 * Makes the person who signed up, for whoever has both the link and the password: anybody may sign up with anybody's address, and would otherwise
 * have chosen the password of an account that its owner confirms. Other links of that address end.
 *
 * @throws Faults sign_up_password_wrong (the link can be used again), link_invalid, also where the address was taken in the meantime.
 */
export async function confirmSignUp(
  { auth, passwords }: MailedLinks,
  sent: { readonly token: string; readonly password: string },
): Promise<ConfirmedPerson> {
  const asked = await peekLink(auth, "sign_up", sent.token);
  if (asked === null) throw new Fault("link_invalid");
  if (!(await passwords.verify({ hash: asked.password, password: sent.password })))
    throw new Fault("sign_up_password_wrong");
  return auth.transaction().execute(async (tx) => {
    const pending = await takeLink(tx, "sign_up", sent.token);
    if (pending === null) throw new Fault("link_invalid");
    const { name, email, password, locale } = pending;
    const userId = await createPerson(tx, { name, email, password, confirmed: true });
    if (userId === null) throw new Fault("link_invalid");
    await dropLinks(tx, "sign_up", { email });
    return { userId, name, email, locale };
  });
}
