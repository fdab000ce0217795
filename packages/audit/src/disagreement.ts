import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { AuditKey } from "./audit-key.ts";
import { isSignedHead, parseHead } from "./chain-head.ts";
import { canonicalText } from "./seal-entries.ts";

const hash = /^[0-9a-f]{64}$/;

/**
 * Something that a head says and the chain does not, as it was found, kept beside the heads until an operator acknowledges it.
 * gone: the chain has no such position. differs: it has another link there. forged: the line is no head that this key signed.
 */
const disagreement = z.object({
  found_at: z.iso.datetime(),
  why: z.enum(["gone", "differs", "forged"]),
  /** The line of the file of heads, as it stood there. */
  line: z.string(),
  /** Where the chain ended when it was found; null where it had nothing. */
  chain: z.object({ position: z.number().int().safe(), link: z.string().regex(hash) }).nullable(),
  signature: z.string().regex(hash),
});
export type Disagreement = z.output<typeof disagreement>;
export type FoundDisagreement = Pick<Disagreement, "why" | "line">;

/**
 * What lines of a file of heads say and the chain does not: at most one of each kind, because a tail that was removed takes many heads
 * with it. `linkAt`: the chain's link at a position, null where it has none.
 */
export function findDisagreements(
  key: AuditKey,
  lines: readonly string[],
  linkAt: (position: number) => string | null,
): readonly FoundDisagreement[] {
  const seen = lines.map((line) => ({ line, ...judge(key, line, linkAt) }));
  const forged = seen.find(({ why }) => why === "forged");
  // From where on it was written anew, and to where it went.
  const differs = lowest(seen.filter(({ why }) => why === "differs"));
  const gone = lowest(seen.filter(({ why }) => why === "gone").map((each) => ({ ...each, position: -each.position })));
  return [gone, differs, forged].flatMap((each) =>
    each === undefined || each.why === null ? [] : [{ why: each.why, line: each.line }],
  );
}

function judge(
  key: AuditKey,
  line: string,
  linkAt: (position: number) => string | null,
): { readonly why: Disagreement["why"] | null; readonly position: number } {
  const head = parseHead(line);
  if (head === null || !isSignedHead(key, head)) return { why: "forged", position: 0 };
  const link = linkAt(head.position);
  return { why: link === null ? "gone" : link === head.link ? null : "differs", position: head.position };
}

const lowest = <T extends { readonly position: number }>(found: readonly T[]): T | undefined =>
  found.reduce<T | undefined>(
    (low, each) => (low === undefined || each.position < low.position ? each : low),
    undefined,
  );

export function signDisagreement(key: AuditKey, found: Omit<Disagreement, "signature">): Disagreement {
  return { ...found, signature: signatureOf(key, found) };
}

/** A line of the file of disagreements. One that this key did not sign is a disagreement too: somebody wrote there. */
export function readDisagreement(key: AuditKey, line: string, readAt: string): Disagreement {
  const read = parseDisagreement(line);
  if (read !== null) {
    const { signature, ...rest } = read;
    if (timingSafeEqual(Buffer.from(signature, "hex"), Buffer.from(signatureOf(key, rest), "hex"))) return read;
  }
  return signDisagreement(key, { found_at: readAt, why: "forged", line, chain: null });
}

/** Null when it is none, whoever signed it. */
export function parseDisagreement(line: string): Disagreement | null {
  try {
    return disagreement.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** Names exactly these: whoever acknowledges them does not acknowledge what was found since. */
export function nameDisagreements(found: readonly Disagreement[]): string {
  return createHash("sha256")
    .update(canonicalText(found.map(({ why, line }) => ({ why, line }))))
    .digest("hex")
    .slice(0, 12);
}

function signatureOf(key: AuditKey, found: Omit<Disagreement, "signature">): string {
  return createHmac("sha256", key.head)
    .update(canonicalText({ purpose: "disagreement", ...found }))
    .digest("hex");
}
