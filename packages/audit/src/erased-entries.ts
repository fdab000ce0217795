import { z } from "zod";
import type { AuditEntry, AuditPart } from "./audit-entry.ts";

/** Numbers from `from` up to, but not including, `to`. */
type Span = readonly [from: number, to: number];

export const erasureAction = "person.erased";

/** The entries of which an erasure says that it took this part; null when it says so in no form that is understood. */
export function erasedBy(erasure: AuditEntry, part: AuditPart): readonly Span[] | null {
  const stated = z.object({ [part]: z.object({ entries: z.string() }) }).safeParse(erasure.changes).data?.[part];
  return stated === undefined ? null : parseSpans(stated.entries);
}

/** An int8multirange as PostgreSQL writes it: `{[3,5),[9,10)}`. */
export function parseSpans(text: string): readonly Span[] | null {
  const inner = /^\{(.*)\}$/.exec(text)?.[1];
  if (inner === undefined) return null;
  if (inner === "") return [];
  const spans: Span[] = [];
  for (const piece of inner.split(/(?<=\)),/)) {
    const [, from, to] = /^\[(\d{1,16}),(\d{1,16})\)$/.exec(piece) ?? [];
    if (from === undefined || to === undefined || Number(from) >= Number(to)) return null;
    spans.push([Number(from), Number(to)]);
  }
  return spans;
}

/** Whether a number is in one of these spans, which are in order. */
export function isWithin(spans: readonly Span[], id: number): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const [from, to] = spans[middle] ?? [0, 0];
    if (id < from) high = middle;
    else if (id >= to) low = middle + 1;
    else return true;
  }
  return false;
}

export function countSpans(spans: readonly Span[]): number {
  return spans.reduce((sum, [from, to]) => sum + to - from, 0);
}
