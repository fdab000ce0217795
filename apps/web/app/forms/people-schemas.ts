import { z } from "zod";
import type { Words } from "../i18n/es/words.ts";

/** Shortest and longest password that the contract takes. */
export const passwordLength = { least: 10, most: 128 } as const;

export function signInSchema({ people }: Pick<Words, "people">) {
  return z.object({
    email: z.string().trim().pipe(z.email(people.needEmail)),
    password: z.string().min(1, people.needPassword).max(passwordLength.most, people.longPassword(passwordLength.most)),
  });
}

export function signUpSchema({ people }: Pick<Words, "people">) {
  return z.object({
    name: z.string().trim().min(1, people.needName).max(200),
    email: z.string().trim().pipe(z.email(people.needEmail)),
    password: z
      .string()
      .min(passwordLength.least, people.shortPassword(passwordLength.least))
      .max(passwordLength.most, people.longPassword(passwordLength.most)),
  });
}
