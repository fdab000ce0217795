import type { Entry } from "./history.ts";

export type Of<D extends Entry["did"]> = Extract<Entry, { did: D }>;

export function ofKind<D extends Entry["did"]>(entries: readonly Entry[], did: D): readonly Of<D>[] {
  return entries.filter((entry): entry is Of<D> => entry.did === did);
}

/** Persons who had themselves erased. */
export function erasedPeople(entries: readonly Entry[]): ReadonlySet<string> {
  return new Set(ofKind(entries, "erased").map(({ who }) => who));
}

/** Files that were deleted, by themselves or with their owner. */
export function goneFiles(entries: readonly Entry[]): ReadonlySet<string> {
  const erased = erasedPeople(entries);
  return new Set([
    ...ofKind(entries, "deleted").map(({ fileId }) => fileId),
    ...ofKind(entries, "uploaded").flatMap(({ who, fileId }) => (erased.has(who) ? [fileId] : [])),
  ]);
}

export function repeated(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

/** When something was asked for, and when the answer came. */
export type Span = { readonly from: number; readonly to: number };

/**
 * Whether what was looked at during `look` may have been open, and whether it must have been, after these beginnings each with its ends: what
 * is asked for and not yet answered may have happened or not.
 */
export function openness(
  look: Span,
  openings: readonly { readonly begun: Span; readonly ended: readonly Span[] }[],
): { readonly may: boolean; readonly must: boolean } {
  return {
    may: openings.some(({ begun, ended }) => begun.from <= look.to && !ended.some(({ to }) => to <= look.from)),
    must: openings.some(({ begun, ended }) => begun.to <= look.from && !ended.some(({ from }) => from <= look.to)),
  };
}

/** What ends whatever opens a file: its deletion, and its owner's erasure. */
export function endsOf(entries: readonly Entry[], fileId: string): readonly Span[] {
  const owner = ofKind(entries, "uploaded").find((file) => file.fileId === fileId)?.who;
  return [
    ...ofKind(entries, "deleted").filter((deletion) => deletion.fileId === fileId),
    ...ofKind(entries, "erased").filter(({ who }) => who === owner),
  ];
}
