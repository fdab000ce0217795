import { z } from "zod";
import { Id, Instant } from "./common.ts";
import { FileStatus } from "./file-status.ts";
import { ColumnProfile } from "./reading.ts";

/** Somebody of the same account, to choose from. Addresses are not told; `hint` tells two of one name apart. */
export const Colleague = z
  .object({ user_id: Id, name: z.string(), hint: z.string().nullable() })
  .meta({ id: "Colleague" });
export type Colleague = z.infer<typeof Colleague>;

/** To whom a file is open besides its owner. */
export const Share = z
  .object({
    id: Id,
    file_id: Id,
    grantee: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("member"), user_id: Id, name: z.string() }),
      /** Whoever holds the address; how often its page was opened, and when last. */
      z.object({ kind: z.literal("link"), opens: z.number().int(), last_opened_at: Instant.nullable() }),
    ]),
    may_download: z.boolean(),
    created_at: Instant,
    expires_at: Instant.nullable(),
    revoked_at: Instant.nullable(),
    /** Opens the file now. */
    active: z.boolean(),
  })
  .meta({ id: "Share" });
export type Share = z.infer<typeof Share>;

export const ShareRequest = z
  .object({
    grantee: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("member"), user_id: Id }),
      z.object({ kind: z.literal("link") }),
    ]),
    may_download: z.boolean().default(false),
    /** When it ends by itself. A member's may have no end; a link without one ends after 30 days, and none lasts longer than a year. */
    expires_at: Instant.nullable().optional(),
  })
  .meta({ id: "ShareRequest" });

/** `url` is the address of a new link. It is told this once: what is kept cannot be turned back into it. */
export const NewShare = z.object({ share: Share, url: z.string().nullable() }).meta({ id: "NewShare" });
export type NewShare = z.infer<typeof NewShare>;

export const UpdateShare = z
  .object({ may_download: z.boolean().optional(), expires_at: Instant.nullable().optional() })
  .meta({ id: "UpdateShare" });

/** By which share somebody reads another's file. */
export const ReadBy = z.object({
  share_id: Id,
  /** Whose the file is. */
  owner: z.object({ user_id: Id, name: z.string() }),
  since: Instant,
  until: Instant.nullable(),
  may_download: z.boolean(),
});
export type ReadBy = z.infer<typeof ReadBy>;

/** What a link shows of its file: nobody's ids, no addresses of the store. */
export const LinkedFile = z
  .object({
    file_name: z.string(),
    file_type: z.string(),
    file_size: z.number().int(),
    status: FileStatus,
    rows: z.number().int().nullable(),
    rejected: z.number().int().nullable(),
    insight_count: z.number().int(),
    columns: z.array(ColumnProfile).nullable(),
    processed_at: Instant.nullable(),
    shared_by: z.string(),
    expires_at: Instant.nullable(),
    may_download: z.boolean(),
  })
  .meta({ id: "LinkedFile" });
export type LinkedFile = z.infer<typeof LinkedFile>;
