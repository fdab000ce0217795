import { z } from "zod";
import { auditEntry, auditSeal } from "./audit-entry.ts";

/** A line of an exported chain: seals in their order, then entries without a seal, then one line that counts them. */
export const chainRecord = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("seal"), seal: auditSeal, entry: auditEntry.nullable() }),
  z.object({ kind: z.literal("unsealed"), entry: auditEntry }),
  /** Without it the export broke off, which is no removed tail. */
  z.object({ kind: z.literal("end"), records: z.number().int() }),
]);
export type ChainRecord = z.output<typeof chainRecord>;
