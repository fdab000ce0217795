import { z } from "zod";
import { MemberRole } from "../access/roles.ts";
import { Id } from "./common.ts";

/** What is typed to be erased, in either language. */
export const erasureWords = { es: "BORRAR", en: "ERASE" } as const;

/** What an erasure would do, before it is asked for. */
export const ErasurePlan = z
  .object({
    /** leave: it goes on without the person. goes: nobody else belongs to it. last_owner: it has to be handed over, or given up by name. */
    accounts: z.array(
      z.object({
        id: Id,
        name: z.string(),
        role: MemberRole,
        others: z.number().int(),
        fate: z.enum(["leave", "goes", "last_owner"]),
      }),
    ),
    goes: z.object({
      files: z.number().int(),
      bytes: z.number().int(),
      insights: z.number().int(),
      notifications: z.number().int(),
      shares_given: z.number().int(),
      shares_received: z.number().int(),
    }),
  })
  .meta({ id: "ErasurePlan" });
export type ErasurePlan = z.infer<typeof ErasurePlan>;

export const ErasureRequest = z
  .object({
    word: z.string().max(50),
    /** Accounts whose last owner the person is, to be deleted with everything that anybody has in them. */
    give_up: z.array(Id).max(100).default([]),
  })
  .meta({ id: "ErasureRequest" });
