import { z } from "zod";
import { Id, Instant } from "./common.ts";
import { FileReading, TypeName } from "./reading.ts";

/** 64 hexadecimal figures. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const Count = z.number().int().min(0);
/** What a failure's parameters may be. */
const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/**
 * The rows of a Parquet copy in figures that do not depend on their order. `checksum`, of all rows and of each column, is the sum of the
 * hashes of `algorithm`, in hexadecimal; `present` counts the values that are there. Columns stand in the order of the table.
 */
export const TableContents = z.object({
  rows: Count,
  /** Such as "duckdb-hash 1.5.6": what another version computes is not comparable, the counts and the SHA-256 are. */
  algorithm: z.string(),
  checksum: z.string(),
  columns: z.array(z.object({ name: z.string(), present: Count, checksum: z.string() })),
});
export type TableContents = z.infer<typeof TableContents>;

/** The same with the bytes of the copy. */
export const TableDigest = TableContents.extend({ sha256: Sha256, bytes: Count });
export type TableDigest = z.infer<typeof TableDigest>;

export const ReceiptColumn = z.object({
  name: z.string(),
  type: TypeName,
  missing: Count,
  distinct: Count,
  distinct_exact: z.boolean(),
  min: z.string().nullable(),
  max: z.string().nullable(),
  mean: z.number().nullable(),
});
export type ReceiptColumn = z.infer<typeof ReceiptColumn>;

/** `id` is null for a finding that no platform keeps. `sha256` is of the whole finding as it was stored. */
export const ReceiptInsight = z.object({
  id: Id.nullable(),
  key: z.string(),
  wave: z.union([z.literal(1), z.literal(2)]),
  columns: z.array(z.string()),
  sha256: Sha256,
  /** That computed it. */
  query: z.string(),
});
export type ReceiptInsight = z.infer<typeof ReceiptInsight>;

/**
 * What a run read, did and left, as it was at the moment when the run ended. Null stands for what the run did not come to; ids are null
 * in a receipt of the command line, which knows no accounts.
 */
export const ReceiptContent = z.object({
  version: z.literal(1),
  run: z.object({
    id: Id.nullable(),
    kind: z.string(),
    state: z.enum(["succeeded", "failed", "cancelled"]),
    attempts: Count,
    request_id: z.string().nullable(),
    queued_at: Instant,
    started_at: Instant.nullable(),
    finished_at: Instant.nullable(),
    steps: z.array(
      z.object({
        name: z.string(),
        state: z.enum(["running", "done", "failed"]),
        attempt: Count,
        started_at: Instant,
        finished_at: Instant.nullable(),
      }),
    ),
  }),
  engine: z.object({ name: z.string(), version: z.string() }).nullable(),
  account_id: Id.nullable(),
  user_id: Id.nullable(),
  input: z
    .object({
      file_id: Id.nullable(),
      name: z.string(),
      size: Count,
      sha256: Sha256.nullable(),
      uploaded_at: Instant.nullable(),
      reading: FileReading.nullable(),
    })
    .nullable(),
  left: z.object({
    rows: Count.nullable(),
    rejected: Count.nullable(),
    columns: z.array(ReceiptColumn),
    table: TableDigest.nullable(),
    insights: z.object({ count: Count, sha256: Sha256, items: z.array(ReceiptInsight) }),
    /** Of the rejected rows those that are kept, with their reasons. */
    rejects: z.object({ kept: Count, sha256: Sha256 }),
  }),
  failure: z.object({ code: z.string(), params: z.record(z.string(), Scalar) }).nullable(),
});
export type ReceiptContent = z.infer<typeof ReceiptContent>;

/** Who vouches for a receipt. The signature is over the canonical JSON (RFC 8785) of the whole document without `signature` itself. */
export const ReceiptSeal = z.object({
  algorithm: z.literal("Ed25519"),
  /** Thumbprint (RFC 7638) of the public key. */
  key_id: z.string(),
  sealed_at: Instant,
  /** base64url. */
  signature: z.string(),
});
export type ReceiptSeal = z.infer<typeof ReceiptSeal>;

/** `seal` is null where nobody signed: such a receipt proves what its reader can recompute, and not who wrote it. */
export const Receipt = z.object({ receipt: ReceiptContent, seal: ReceiptSeal.nullable() }).meta({ id: "Receipt" });
export type Receipt = z.infer<typeof Receipt>;

/** A public key that signs or signed receipts (RFC 8037). */
export const ReceiptKey = z.object({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  kid: z.string(),
  use: z.literal("sig"),
  alg: z.literal("EdDSA"),
});
export type ReceiptKey = z.infer<typeof ReceiptKey>;
export const ReceiptKeySet = z.object({ keys: z.array(ReceiptKey) }).meta({ id: "ReceiptKeySet" });
export type ReceiptKeySet = z.infer<typeof ReceiptKeySet>;
