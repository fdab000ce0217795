import { z } from "zod";

export const Health = z.object({ status: z.literal("ok") }).meta({ id: "Health" });

/** What the server needs to do its work, part by part. */
export const Readiness = z
  .object({
    status: z.enum(["ready", "not_ready", "draining"]),
    checks: z.object({ database: z.boolean(), migrations: z.boolean(), storage: z.boolean() }),
  })
  .meta({ id: "Readiness" });
export type Readiness = z.infer<typeof Readiness>;
