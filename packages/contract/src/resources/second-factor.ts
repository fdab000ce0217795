import { z } from "zod";
import { Instant } from "./common.ts";

const password = z.string().min(1).max(128);
/** Six figures of the authenticator, blanks between them allowed, or a recovery code. */
const code = z.string().trim().min(6).max(40);

export const SecondFactor = z
  .object({
    on: z.boolean(),
    since: Instant.nullable(),
    recovery_codes_left: z.number().int(),
    /** Whether an account of the person asks everybody for one: it is not turned off then. */
    asked: z.boolean(),
  })
  .meta({ id: "SecondFactor" });
export type SecondFactor = z.infer<typeof SecondFactor>;

/** What an authenticator takes over: as an address in a picture, or typed. */
export const OfferedSecondFactor = z
  .object({ secret: z.string(), address: z.string() })
  .meta({ id: "OfferedSecondFactor" });

/** Ten codes, each good once, for the day on which the phone is lost. They stand in this one answer. */
export const RecoveryCodes = z.object({ codes: z.array(z.string()) }).meta({ id: "RecoveryCodes" });

/** The password, and with the second step on the code as well; the code alone from whoever has just come back from the sign-in service. */
export const GiveProof = z.object({ password: password.optional(), code: code.optional() }).meta({ id: "GiveProof" });
export type GiveProof = z.infer<typeof GiveProof>;
/** Until when the session's last proof counts; null when it counts no more. `code`: the next takes a code besides the password. */
export const Proof = z.object({ proved_until: Instant.nullable(), code: z.boolean() }).meta({ id: "Proof" });
/** Whoever has no password leaves it out, and has shown lately at the sign-in service that it is they. */
export const GivePassword = z.object({ password: password.optional() }).meta({ id: "GivePassword" });
export const GiveCode = z.object({ code }).meta({ id: "GiveCode" });
export const GiveBoth = z.object({ password: password.optional(), code }).meta({ id: "GivePasswordAndCode" });
export type GiveBoth = z.infer<typeof GiveBoth>;
