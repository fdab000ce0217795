import { z } from "zod";
import { Locale } from "./common.ts";
import { AuthSession, Email, NewPassword } from "./sign-in.ts";

/** Where the mail went: out, or into a folder of the installation, where its administrator finds it. The same whether the address is known. */
export const MailSent = z.object({ delivery: z.enum(["smtp", "folder"]) }).meta({ id: "MailSent" });
export type MailSent = z.infer<typeof MailSent>;

/** With the founder's token one is signed in; without it a link was mailed, to a known address as to an unknown one. */
export const SignUpAnswer = z.union([AuthSession, MailSent]);
export type SignUpAnswer = z.infer<typeof SignUpAnswer>;

export function isSignedIn(answer: SignUpAnswer): answer is AuthSession {
  return "user" in answer;
}

/** What stands behind `#token=` in a mailed link. */
const Token = z.string().min(1).max(200);

export const FollowLink = z.object({ token: Token }).meta({ id: "FollowLink" });
/** What somebody signed up with, whom the link is about to make: the password aside, which is held against the one given now. */
export const PendingSignUp = z.object({ name: z.string(), email: z.string() }).meta({ id: "PendingSignUp" });
export type PendingSignUp = z.infer<typeof PendingSignUp>;
/** `password`: the one chosen at sign-up. Whoever has the mail alone did not sign up, and whoever signed up alone has no mail. */
export const ConfirmSignUp = z
  .object({ token: Token, password: z.string().min(1).max(128) })
  .meta({ id: "ConfirmSignUp" });
export type ConfirmSignUp = z.infer<typeof ConfirmSignUp>;
export const RequestPasswordReset = z
  .object({ email: Email, locale: Locale.optional() })
  .meta({ id: "RequestPasswordReset" });
export const ResetPassword = z.object({ token: Token, password: NewPassword }).meta({ id: "ResetPassword" });
export const ChangePassword = z
  .object({ password: z.string().min(1).max(128), new_password: NewPassword })
  .meta({ id: "ChangePassword" });
export const ChangeEmail = z.object({ password: z.string().min(1).max(128), email: Email }).meta({ id: "ChangeEmail" });
/** The address that holds now. */
export const ConfirmedEmail = z.object({ email: z.string() }).meta({ id: "ConfirmedEmail" });
/** What ended with a password that was chosen by a mailed link, or with an account that was taken back: how many of each. */
export const Ended = z
  .object({
    sessions: z.number().int(),
    api_keys: z.number().int(),
    /** Switched off; they stay to be looked at. */
    webhooks: z.number().int(),
    links: z.number().int(),
    shares: z.number().int(),
    invitations: z.number().int(),
    second_factor: z.boolean(),
  })
  .meta({ id: "Ended" });
export type Ended = z.infer<typeof Ended>;
export const PasswordReset = z.object({ ended: Ended }).meta({ id: "PasswordReset" });
/** A token with which another password is chosen at once; null for whoever signs in by the company's service alone. */
export const KeptEmail = z.object({ reset_token: z.string().nullable(), ended: Ended }).meta({ id: "KeptEmail" });
