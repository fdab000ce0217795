import { z } from "zod";
import { KeyScope } from "../access/key-scopes.ts";
import { Account } from "./account.ts";
import { Id, Instant, SeenText } from "./common.ts";

/** What a key looks like: what it is, and 52 signs of 32 (Crockford's, without i, l, o and u) that hold 256 random bits and four of nothing. */
export const apiKeyPattern = /^caudal_[0-9a-hjkmnp-tv-z]{52}$/;

/** For how long a key may hold at most. */
export const apiKeyMaxDays = 365;

export const ApiKey = z
  .object({
    id: Id,
    name: z.string(),
    /** The only one that it opens. */
    account: Account,
    /** Its first signs, by which its owner knows it again. */
    prefix: z.string(),
    scopes: z.array(KeyScope),
    created_at: Instant,
    expires_at: Instant,
    /** To within five minutes; null when it was never used. */
    last_used_at: Instant.nullable(),
    revoked_at: Instant.nullable(),
    /** Whether it opens anything now. */
    active: z.boolean(),
  })
  .meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof ApiKey>;

/** The key itself stands in this one answer, and nowhere else ever. */
export const NewApiKey = ApiKey.extend({ key: z.string().regex(apiKeyPattern) }).meta({ id: "NewApiKey" });
export type NewApiKey = z.infer<typeof NewApiKey>;

/** `all`: of every account to which the person belongs. */
export const ListApiKeys = z.object({ accounts: z.enum(["this", "all"]).default("this") });

export const CreateApiKey = z
  .object({
    name: SeenText.max(100),
    scopes: z
      .array(KeyScope)
      .min(1)
      .max(KeyScope.options.length)
      .refine((scopes) => new Set(scopes).size === scopes.length)
      .meta({ uniqueItems: true }),
    expires_in_days: z.number().int().min(1).max(apiKeyMaxDays),
  })
  .meta({ id: "CreateApiKey" });
export type CreateApiKey = z.infer<typeof CreateApiKey>;
