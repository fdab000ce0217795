import { emailPattern } from "@caudal/contract/resources/sign-in.ts";
import { z } from "zod";
import type { Words } from "../i18n/es/words.ts";

/** Shortest and longest password that the contract takes. */
export const passwordLength = { least: 10, most: 128 } as const;

export function signInSchema({ people }: Pick<Words, "people">) {
  return z.object({
    email: z
      .string()
      .trim()
      .pipe(z.email({ pattern: emailPattern, error: people.needEmail })),
    password: z.string().min(1, people.needPassword).max(passwordLength.most, people.longPassword(passwordLength.most)),
  });
}

export function emailSchema({ people }: Pick<Words, "people">) {
  return z.object({
    email: z
      .string()
      .trim()
      .pipe(z.email({ pattern: emailPattern, error: people.needEmail })),
  });
}

/** A password that was chosen before. */
export function passwordSchema(w: Pick<Words, "people">) {
  return signInSchema(w).pick({ password: true });
}

export function newPasswordSchema({ people }: Pick<Words, "people">) {
  return z.object({
    password: z
      .string()
      .min(passwordLength.least, people.shortPassword(passwordLength.least))
      .max(passwordLength.most, people.longPassword(passwordLength.most)),
  });
}

export function changePasswordSchema(w: Pick<Words, "people">) {
  return z.object({
    password: signInSchema(w).shape.password,
    new_password: newPasswordSchema(w).shape.password,
  });
}

/** The new address, and the password that it needs. */
export function changeEmailSchema(w: Pick<Words, "people">) {
  return signInSchema(w);
}

export function signUpSchema({ people }: Pick<Words, "people">) {
  return z.object({
    name: z.string().trim().min(1, people.needName).max(200),
    email: z
      .string()
      .trim()
      .pipe(z.email({ pattern: emailPattern, error: people.needEmail })),
    password: z
      .string()
      .min(passwordLength.least, people.shortPassword(passwordLength.least))
      .max(passwordLength.most, people.longPassword(passwordLength.most)),
  });
}
