/**
 * The presence of one person in this window: from coming in until going out, whichever way. What the page holds of that person outside of
 * React (answers, uploads, questions that wait, the live connection) ends with it, because the next one may come in without a load of the page.
 */
let current = Symbol("presence");
const ends = new Set<() => void>();

/** Whoever keeps something of a person says here how it ends. Returns how to say so no more. */
export function onPresenceEnd(end: () => void): () => void {
  ends.add(end);
  return () => void ends.delete(end);
}

/** Called wherever somebody goes out of this window, is led out of it, or comes in: nothing of the one before is there then. */
export function endPresence(): void {
  current = Symbol("presence");
  for (const end of ends) end();
}

/** Says whether the person of now is there still. */
export function watchPresence(): () => boolean {
  const begun = current;
  return () => begun === current;
}
