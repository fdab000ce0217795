import { erasureOf, partOf, parts, saltOf, type AuditEntry, type AuditPart, type AuditSeal } from "./audit-entry.ts";
import type { AuditKey } from "./audit-key.ts";
import { isSignedHead, parseHead, type NotedHead } from "./chain-head.ts";
import { countSpans, erasedBy, erasureAction, isWithin } from "./erased-entries.ts";
import type { AuditFinding, AuditReport } from "./finding.ts";
import { chainStart, digestPart, linkOf } from "./seal-entries.ts";

export type ChainVerifier = {
  /** The next seal in the chain's order, and the entry that it names; null when that is gone. */
  seal(seal: AuditSeal, entry: AuditEntry | null): void;
  /** An entry without a seal. */
  unsealed(entry: AuditEntry): void;
  /** Once everything was shown. */
  report(): AuditReport;
};

export type KnownHeads = {
  /** Lines of a file of heads. */
  readonly lines: readonly string[];
  readonly noted: readonly NotedHead[];
};

/** Looks at a chain seal by seal, in memory that grows with heads and erasures only. */
export function createChainVerifier(key: AuditKey, heads: KnownHeads): ChainVerifier {
  const findings: AuditFinding[] = [];
  const known = readHeads(key, heads, findings);
  const linksAt = new Map<number, string>(known.map((head) => [head.position, ""]));
  const erased: { readonly entry: number; readonly part: AuditPart; readonly by: number }[] = [];
  const erasures: { readonly entry: AuditEntry; readonly sealed: boolean }[] = [];
  const unsealed: { count: number; oldest: string | null } = { count: 0, oldest: null };
  let end: AuditSeal | null = null;
  let seals = 0;
  let otherKey: string | null = null;

  function look(entry: AuditEntry, sealed: boolean): void {
    for (const part of parts) if (saltOf(entry, part) === null) noteErased(entry, part);
    if (entry.action === erasureAction) erasures.push({ entry, sealed });
  }

  function noteErased(entry: AuditEntry, part: AuditPart): void {
    const by = erasureOf(entry, part);
    const isEmpty = Object.values(partOf(entry, part)).every((value) => value === null);
    if (by === null || !isEmpty) findings.push({ kind: "erased_unlawfully", entry: entry.id, part });
    else erased.push({ entry: entry.id, part, by });
  }

  function checkSeal(seal: AuditSeal, entry: AuditEntry, previous: string): void {
    const { position } = seal;
    let isChanged = false;
    for (const part of parts) {
      const stated = part === "who" ? seal.who_digest : seal.what_digest;
      const isErased = saltOf(entry, part) === null;
      if (isErased || (digestPart(entry, part) === stated && erasureOf(entry, part) === null)) continue;
      findings.push({ kind: "entry_changed", position, entry: entry.id, part });
      isChanged = true;
    }
    if (seal.key_id !== key.id) {
      if (otherKey !== seal.key_id) findings.push({ kind: "other_key", position, key: seal.key_id });
      otherKey = seal.key_id;
    } else if (linkOf(key, previous, entry, seal) !== seal.link && !isChanged) {
      findings.push({ kind: "seal_broken", position, entry: entry.id });
    }
  }

  return {
    seal(seal, entry) {
      const { position } = seal;
      const before = end ?? { ...chainStart, sealed_at: "" };
      seals += 1;
      if (position <= before.position) {
        findings.push({ kind: "seal_inserted", position, entry: seal.entry_id });
        return;
      }
      if (position > before.position + 1)
        findings.push({ kind: "seals_removed", from: before.position + 1, to: position - 1 });
      if (entry === null) findings.push({ kind: "entry_removed", position, entry: seal.entry_id });
      else {
        if (entry.id !== seal.entry_id) findings.push({ kind: "seal_broken", position, entry: seal.entry_id });
        // After a gap the link before is not known: the gap is told already, and every later seal is checked again.
        else if (position === before.position + 1) checkSeal(seal, entry, before.link);
        look(entry, true);
      }
      if (linksAt.has(position)) linksAt.set(position, seal.link);
      end = seal;
    },
    unsealed(entry) {
      unsealed.count += 1;
      if (unsealed.oldest === null || entry.at < unsealed.oldest) unsealed.oldest = entry.at;
      look(entry, false);
    },
    report() {
      const last = end?.position ?? 0;
      const beyond = Math.max(0, ...known.map((head) => head.position));
      const all: AuditFinding[] = [
        ...findings,
        ...compareErasures(
          erased,
          erasures.map((each) => each.entry),
        ),
      ];
      if (beyond > last) all.push({ kind: "tail_removed", from: last + 1, to: beyond });
      const differing = new Set(
        known
          .filter(({ position, link }) => position <= last && !linksAt.get(position)?.startsWith(link))
          .map(({ position }) => position),
      );
      for (const position of differing) all.push({ kind: "head_differs", position });
      return {
        seals,
        end: end === null ? null : { position: end.position, link: end.link, sealedAt: end.sealed_at },
        unsealed,
        heads: known.length,
        erasures: erasures.map(({ entry, sealed }) => ({
          entry: entry.id,
          at: entry.at,
          parts: parts.reduce((sum, part) => sum + countSpans(erasedBy(entry, part) ?? []), 0),
          sealed,
        })),
        findings: all,
      };
    },
  };
}

function readHeads(key: AuditKey, heads: KnownHeads, findings: AuditFinding[]): readonly NotedHead[] {
  const signed = heads.lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    const head = parseHead(line);
    if (head !== null && isSignedHead(key, head)) return [head];
    findings.push({ kind: "head_forged", line: index + 1 });
    return [];
  });
  return [...signed, ...heads.noted];
}

/** Each emptied part is one that a later erasure names, and each erasure took exactly what it names. */
function compareErasures(
  erased: readonly { readonly entry: number; readonly part: AuditPart; readonly by: number }[],
  erasures: readonly AuditEntry[],
): readonly AuditFinding[] {
  const findings: AuditFinding[] = [];
  const gone = new Map<string, number>();
  const named = new Map(
    erasures.map((each) => [each.id, { who: erasedBy(each, "who"), what: erasedBy(each, "what") }] as const),
  );
  for (const { entry, part, by } of erased) {
    const spans = named.get(by)?.[part] ?? null;
    if (spans === null || entry >= by || !isWithin(spans, entry))
      findings.push({ kind: "erased_unlawfully", entry, part });
    else gone.set(`${by} ${part}`, (gone.get(`${by} ${part}`) ?? 0) + 1);
  }
  for (const [entry, spans] of named) {
    for (const part of parts) {
      const stated = countSpans(spans[part] ?? []);
      const taken = gone.get(`${entry} ${part}`) ?? 0;
      if (stated !== taken) findings.push({ kind: "erasure_differs", entry, part, stated, gone: taken });
    }
  }
  return findings;
}
