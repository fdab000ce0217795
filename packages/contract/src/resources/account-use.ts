import { z } from "zod";
import { Id, Instant, pageOf } from "./common.ts";

const bytes = z.number().int().min(0);
const count = z.number().int().min(0);

/** What an account keeps, and how much it may. Its figures are summed when they are asked for, which costs more the more files there are. */
export const AccountLimits = z
  .object({
    /**
     * What lies in the object store: files as they came, uploads under way in full, the copies that runs made. `limit` null: none. Of what
     * whoever left had brought counts only what is more than a whole limit.
     */
    storage: z.object({ used: bytes, limit: bytes.nullable() }),
    /** Files, and uploads under way, of which each becomes one, counted alike. `limit` null: none. */
    files: z.object({ used: count, limit: count.nullable() }),
  })
  .meta({ id: "AccountLimits" });
export type AccountLimits = z.infer<typeof AccountLimits>;

/** The same, with what it does, and whose it is. */
export const AccountUse = AccountLimits.extend({
  /** Runs at once: how many may be, are, and wait. */
  runs: z.object({ limit: z.number().int(), working: z.number().int(), waiting: z.number().int() }),
  /** What whoever left had brought, counted or not. */
  departed: z.object({ bytes, files: count }),
  /**
   * Members first, then whoever left, most first. `until`: when what they left is removed, null where it is being removed; no name where nothing
   * else of them is kept here, as with somebody who is erased.
   */
  people: z.array(
    z.object({ user_id: Id, name: z.string().nullable(), bytes, departed: z.boolean(), until: Instant.nullable() }),
  ),
}).meta({ id: "AccountUse" });
export type AccountUse = z.infer<typeof AccountUse>;

/** An account as its operator sees it: no names of people or files. */
export const AccountQuotaItem = z
  .object({
    id: Id,
    name: z.string(),
    /** All that lies there, and below the files; of both, what whoever left had brought. */
    used_bytes: bytes,
    departed_bytes: bytes,
    departed_files: count,
    storage_bytes: bytes.nullable(),
    used_files: count,
    files: count.nullable(),
    runs: z.number().int().nullable(),
  })
  .meta({ id: "AccountQuotaItem" });
export const AccountQuotaPage = pageOf(AccountQuotaItem)
  .extend({
    /** What an account without figures of its own may keep and do at once; `storage_bytes` or `files` null: no limit. */
    defaults: z.object({ storage_bytes: bytes.nullable(), files: count.nullable(), runs: z.number().int() }),
  })
  .meta({ id: "AccountQuotaPage" });
export type AccountQuotaPage = z.infer<typeof AccountQuotaPage>;
export type AccountQuotaItem = z.infer<typeof AccountQuotaItem>;
