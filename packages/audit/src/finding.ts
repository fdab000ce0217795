import type { AuditPart } from "./audit-entry.ts";

/** What verification found wrong. Positions are those of the chain, entries by their number. */
export type AuditFinding =
  /** Who or what the entry tells is not what was sealed. */
  | { readonly kind: "entry_changed"; readonly position: number; readonly entry: number; readonly part: AuditPart }
  /** The seal does not fit the entry's time, account and action, its own digests, or the seal before it. */
  | { readonly kind: "seal_broken"; readonly position: number; readonly entry: number }
  | { readonly kind: "entry_removed"; readonly position: number; readonly entry: number }
  /** Positions that are missing within the chain. */
  | { readonly kind: "seals_removed"; readonly from: number; readonly to: number }
  /** A position that comes again, or before one that it should follow. */
  | { readonly kind: "seal_inserted"; readonly position: number; readonly entry: number }
  /** A part was emptied, and no erasure of a person names it. */
  | { readonly kind: "erased_unlawfully"; readonly entry: number; readonly part: AuditPart }
  /** An erasure says that it took this many parts, and that many more or fewer are gone. */
  | {
      readonly kind: "erasure_differs";
      readonly entry: number;
      readonly part: AuditPart;
      readonly stated: number;
      readonly gone: number;
    }
  /** A head says that the chain went on to there. */
  | { readonly kind: "tail_removed"; readonly from: number; readonly to: number }
  /** A head that this key did not sign, or that cannot be read; `line` counts from 1. */
  | { readonly kind: "head_forged"; readonly line: number }
  /** A signed head has another link at its position than the chain: what came before it was written anew. */
  | { readonly kind: "head_differs"; readonly position: number }
  /** Sealed under another key than the one that verifies, from there on. */
  | { readonly kind: "other_key"; readonly position: number; readonly key: string };

export type Erasure = { readonly entry: number; readonly at: string; readonly parts: number; readonly sealed: boolean };

export type AuditReport = {
  /** Seals that were looked at, and the end of the chain; link null when there is none. */
  readonly seals: number;
  readonly end: { readonly position: number; readonly link: string; readonly sealedAt: string } | null;
  /** Entries that no seal protects yet: those of the last moment, or of a sealer that stands still. */
  readonly unsealed: { readonly count: number; readonly oldest: string | null };
  /** Heads that the chain was compared with. Without any, a removed tail cannot be seen. */
  readonly heads: number;
  /** Erasures of persons, for whoever wants to compare them with what was asked for. */
  readonly erasures: readonly Erasure[];
  readonly findings: readonly AuditFinding[];
};
