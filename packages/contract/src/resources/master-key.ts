import { z } from "zod";

/** Keys are told by their ids, which follow from them and tell nothing about them. */
export const MasterKeyState = z
  .object({
    current: z.string(),
    retired: z.array(z.string()),
    /** They stand in the environment, and are the operator's to change. */
    configured: z.boolean(),
    /**
     * done: everything is under the current key. wrapping: it is being put under it. waiting: it is, and the old key goes in a few minutes.
     * droppable: it is, and the old keys may be taken out of the environment once every server has said so.
     */
    phase: z.enum(["done", "wrapping", "waiting", "droppable"]),
    /** Texts that were wrapped anew since this server started or the change began. */
    wrapped: z.number().int(),
    /** Where texts stand that do not open: they keep the old key. */
    broken: z.array(z.string()),
  })
  .meta({ id: "MasterKeyState" });
export type MasterKeyState = z.infer<typeof MasterKeyState>;
