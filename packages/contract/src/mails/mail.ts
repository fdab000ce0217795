import { z } from "zod";
import { MemberRole } from "../access/roles.ts";
import { Instant, type Locale } from "../resources/common.ts";
import { Ended } from "../resources/mailed-link.ts";
import { showName } from "./show-name.ts";

/** Only addresses that a browser opens, so that no name turns a link into a script. */
const Link = z.url({ protocol: /^https?$/ }).max(2000);
/** As somebody wrote it: anything. What is made of it escapes it. */
const FileName = z.string().max(400);
/** Of a person, an account or a key: what stands in the mail is no link, and short. */
const Name = z.string().max(400).transform(showName);
/**
 * Of who has no password, because they sign in by the company's own service alone: its name, and their security in the page. Left out of
 * everybody else, and in mails that were written before it was told.
 */
const Elsewhere = z.object({ service: FileName, security_link: Link }).optional();
export type Elsewhere = z.infer<typeof Elsewhere>;

/** What each mail has to be told, by its key. One to an address that nobody has confirmed yet is told no name: anybody may have written it. A mail without its words in both languages does not compile. */
export const mailParams = {
  /** To somebody who signed up: the address is theirs once they follow the link. */
  "sign_up.confirm": z.object({ link: Link }),
  /** To somebody who has an account already, in whose address somebody signed up. */
  "sign_up.known": z.object({ name: Name, sign_in_link: Link, reset_link: Link, elsewhere: Elsewhere }),
  /** To somebody with an account, who asked to confirm the address. */
  "email.verify": z.object({ link: Link }),
  "password.reset": z.object({ name: Name, link: Link }),
  /** To an address without an account, for which somebody asked for a new password. What was written before `sign_up_closed` was told lacks it. */
  "password.unknown": z.object({ sign_up_link: Link, sign_up_closed: z.boolean().optional() }),
  /** To somebody without a password, who signs in by the company's own service. */
  "password.elsewhere": z.object({ name: Name, service: FileName, sign_in_link: Link }),
  /** `ended`: what the change took with it, where it was made by a mailed link. */
  "password.changed": z.object({ name: Name, at: Instant, reset_link: Link, ended: Ended.optional() }),
  /** To the new address of somebody who changes it. */
  "email.confirm": z.object({ link: Link }),
  /** To an address that has an account already, to which somebody else wants to change theirs. */
  "email.taken": z.object({ name: Name, sign_in_link: Link }),
  /** To the old address: it is about to change; the link takes that back, before and after. */
  "email.notice": z.object({ name: Name, new_email: z.string().max(254), link: Link, days: z.number().int() }),
  "email.taken_back": z.object({ name: Name, reset_link: Link, ended: Ended.optional(), elsewhere: Elsewhere }),
  "key.made": z.object({ name: Name, key: Name, account: Name, at: Instant, reset_link: Link, elsewhere: Elsewhere }),
  /** The link takes the account back: whoever turned it on knew the password, or got in by the service. */
  "factor.on": z.object({ name: Name, at: Instant, link: Link, days: z.number().int(), elsewhere: Elsewhere }),
  "factor.off": z.object({ name: Name, at: Instant, reset_link: Link, elsewhere: Elsewhere }),
  /** To a member who has none, of whose account its managers ask everybody for one. */
  "factor.required": z.object({ name: Name, account: Name, link: Link }),
  /** The operator took it away, for whoever lost phone and codes. */
  "factor.removed": z.object({ name: Name, at: Instant, sign_in_link: Link, elsewhere: Elsewhere }),
  /** Somebody who manages the account ended what opened it: so many sessions, these keys, so many links. */
  "access.ended": z.object({
    name: Name,
    by: Name,
    account: Name,
    sessions: z.number().int(),
    keys: z.array(Name),
    shared: z.number().int(),
    link: Link,
  }),
  "codes.renewed": z.object({ name: Name, at: Instant, reset_link: Link, elsewhere: Elsewhere }),
  "code.used": z.object({ name: Name, at: Instant, left: z.number().int(), reset_link: Link, elsewhere: Elsewhere }),
  invitation: z.object({ inviter: Name, account: Name, role: MemberRole, link: Link, expires_at: Instant }),
  /** A file was shared with a member. */
  share: z.object({ from: Name, account: Name, file_name: FileName, link: Link, expires_at: Instant.nullable() }),
  /** To somebody who left an account or was removed from it: until when what they left there is theirs to take away. */
  "membership.ended": z.object({
    name: Name,
    account: Name,
    files: z.number().int(),
    ends_at: Instant,
    link: Link,
  }),
  /** To the same person, once that was removed. */
  "membership.removed": z.object({ name: Name, account: Name, files: z.number().int(), link: Link }),
  /** A notification of the page. */
  notice: z.object({
    title: z.string().max(1000),
    message: z.string().max(10_000),
    link: Link.nullable(),
    settings_link: Link,
  }),
} as const satisfies Record<string, z.ZodObject>;

export type MailKey = keyof typeof mailParams;
export type MailParams = { readonly [K in MailKey]: Readonly<z.infer<(typeof mailParams)[K]>> };
export const mailKeys = Object.keys(mailParams) as readonly MailKey[];

/** A mail as it is asked for: whom, in which language, what. */
export type Mail = {
  readonly [K in MailKey]: {
    readonly to: string;
    readonly locale: Locale;
    readonly key: K;
    readonly params: MailParams[K];
  };
}[MailKey];

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long each is worth sending, in milliseconds: as long as its link leads somewhere, and news as long as it is news. */
export const mailLifetimes: Readonly<Record<MailKey, number>> = {
  "sign_up.confirm": day,
  "sign_up.known": day,
  "email.verify": day,
  "password.reset": hour,
  "password.unknown": hour,
  "password.elsewhere": hour,
  "password.changed": 3 * day,
  "email.confirm": day,
  "email.taken": day,
  "email.notice": 3 * day,
  "email.taken_back": 3 * day,
  "key.made": 3 * day,
  "factor.on": 3 * day,
  "factor.off": 3 * day,
  "factor.removed": 3 * day,
  "factor.required": 3 * day,
  "access.ended": 3 * day,
  "codes.renewed": 3 * day,
  "code.used": 3 * day,
  invitation: 3 * day,
  share: 3 * day,
  "membership.ended": 7 * day,
  "membership.removed": 7 * day,
  notice: day,
};

/**
 * What a mail says, before it is text or HTML. Each of `before` and `after` is a paragraph of plain words; nothing in them is markup.
 * `action` is the one thing to do.
 */
export type MailWords = {
  readonly subject: string;
  readonly before: readonly string[];
  readonly action: { readonly label: string; readonly link: string } | null;
  readonly after: readonly string[];
};

/** Those that tell a person what changed of who gets in as them. */
export type SecurityMailKey =
  | "password.changed"
  | "email.taken_back"
  | "key.made"
  | "factor.on"
  | "factor.off"
  | "factor.removed"
  | "factor.required"
  | "access.ended"
  | "codes.renewed"
  | "code.used";

export type MailCatalogue = { readonly [K in MailKey]: (params: MailParams[K]) => MailWords };
