import { z } from "zod";
import { Id, Instant, Locale, MailedName } from "./common.ts";

/**
 * An address as forms on the web take it, in the lengths that mail servers bear: 64 signs before the @ and 63 between two dots behind it
 * (RFC 5321, 4.5.3.1; RFC 1035, 2.3.4). It says what may not stand in front, not what must: programs that make up addresses for it can
 * pass over the first, and never find what meets the second.
 */
export const emailPattern =
  /^(?![^@]{65})(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;
export const Email = z.email({ pattern: emailPattern }).max(254);
export const NewPassword = z.string().min(10).max(128);

/** At least ten characters and at most 128; the most common passwords are refused too. */
export const SignUp = z
  .object({
    name: MailedName,
    email: Email,
    password: NewPassword,
    locale: Locale.optional(),
  })
  .meta({ id: "SignUp" });
export type SignUp = z.infer<typeof SignUp>;

export const SignIn = z
  .object({ email: Email, password: z.string().min(1).max(128), rememberMe: z.boolean().optional() })
  .meta({ id: "SignIn" });
export type SignIn = z.infer<typeof SignIn>;

/** Who is signed in, and until when, unless the session is used before: using it prolongs it. The session's secret stays in its cookie. */
export const AuthSession = z
  .object({ user: z.object({ id: Id, email: z.string(), name: z.string() }), expires_at: Instant })
  .meta({ id: "AuthSession" });
export type AuthSession = z.infer<typeof AuthSession>;
