import { randomBytes } from "node:crypto";
import type { AuditEntry, AuditSeal } from "../src/audit-entry.ts";
import { deriveAuditKey } from "../src/audit-key.ts";
import { signHead, type ChainHead } from "../src/chain-head.ts";
import type { AuditReport } from "../src/finding.ts";
import { chainStart, sealEntries } from "../src/seal-entries.ts";
import { createChainVerifier, type KnownHeads } from "../src/verify-chain.ts";

export const testKey = deriveAuditKey("una clave de prueba que no está en la base");

/** A chain with its entries, as it would be read from the database: seals in order, entries by number. */
export type TestChain = { readonly seals: AuditSeal[]; readonly entries: Map<number, AuditEntry>; heads: ChainHead[] };

export function makeEntry(id: number, said: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id,
    at: `2026-11-27T20:00:00.${String(id).padStart(6, "0")}Z`,
    account_id: "a",
    action: "company.changed",
    object_type: "company",
    user_id: `user ${id % 3}`,
    role: "owner",
    credential: "session:s",
    address: "192.0.2.1",
    request_id: `r${id}`,
    who_salt: randomBytes(32).toString("hex"),
    who_erased_by: null,
    object_id: `o${id}`,
    object_name: "Norte",
    person_ids: [],
    changes: { name: { before: "Sur", after: "Norte" } },
    what_salt: randomBytes(32).toString("hex"),
    what_erased_by: null,
    ...said,
  };
}

/** Sealed in rounds of these sizes, a head after each. */
export function makeChain(entries: readonly AuditEntry[], rounds: readonly number[] = [entries.length]): TestChain {
  const seals: AuditSeal[] = [];
  const heads: ChainHead[] = [];
  let rest = entries;
  for (const size of [...rounds, entries.length]) {
    const last = seals.at(-1);
    const added = sealEntries(testKey, last ?? chainStart, rest.slice(0, size), 1_700_000_000_000 + seals.length);
    rest = rest.slice(size);
    seals.push(...added);
    const end = added.at(-1);
    if (end !== undefined) heads.push(signHead(testKey, end));
  }
  return { seals, entries: new Map(entries.map((entry) => [entry.id, entry])), heads };
}

export function headLines(chain: TestChain): KnownHeads {
  return { lines: chain.heads.map((head) => JSON.stringify(head)), noted: [] };
}

/** Verifies as the command does: seals with their entries, then the entries without a seal. */
export function verify(chain: TestChain, heads: KnownHeads = headLines(chain), key = testKey): AuditReport {
  const verifier = createChainVerifier(key, heads);
  const sealed = new Set(chain.seals.map((seal) => seal.entry_id));
  for (const seal of chain.seals) verifier.seal(seal, chain.entries.get(seal.entry_id) ?? null);
  for (const entry of chain.entries.values()) if (!sealed.has(entry.id)) verifier.unsealed(entry);
  return verifier.report();
}

/** Empties parts as the database's erasure does, with an entry of it. */
export function erase(chain: TestChain, who: readonly number[], what: readonly number[], erasure: AuditEntry): void {
  for (const [id, entry] of chain.entries) {
    let left = entry;
    if (who.includes(id)) {
      const gone = { user_id: null, role: null, credential: null, address: null, request_id: null, who_salt: null };
      left = { ...left, ...gone, who_erased_by: erasure.id };
    }
    if (what.includes(id)) {
      const gone = { object_id: null, object_name: null, person_ids: null, changes: null, what_salt: null };
      left = { ...left, ...gone, what_erased_by: erasure.id };
    }
    chain.entries.set(id, left);
  }
  chain.entries.set(erasure.id, erasure);
}

/** The entry of an erasure that names these. */
export function makeErasure(id: number, who: readonly number[], what: readonly number[]): AuditEntry {
  const spans = (ids: readonly number[]): string => `{${ids.map((each) => `[${each},${each + 1})`).join()}}`;
  return makeEntry(id, {
    action: "person.erased",
    object_type: "person",
    object_id: null,
    object_name: null,
    changes: { who: { entries: spans(who) }, what: { entries: spans(what) } },
  });
}
