import type { Problem } from "@caudal/contract/resources/problem.ts";

/**
 * queued: waits for its turn. sending: bytes are on their way. waiting: the network is gone, or the server asked for a pause; retried by itself.
 * elsewhere: its account is not the session's any more; it goes on when that account is chosen again.
 * leftover: interrupted in an earlier visit; its bytes on the server wait for the person to choose the file again.
 */
export type UploadPhase = "queued" | "sending" | "paused" | "waiting" | "elsewhere" | "leftover" | "done" | "failed";

export type UploadFailure =
  | { readonly kind: "problem"; readonly problem: Problem }
  | { readonly kind: "network" }
  /** The server did not let it go on, and says no more: what it has stays there. */
  | { readonly kind: "refused" }
  | { readonly kind: "too_large"; readonly limit: number }
  | { readonly kind: "empty" }
  | { readonly kind: "other_file" };

export type UploadItem = {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly phase: UploadPhase;
  /** How often it was started: what an earlier start still does after its pause is no longer of interest. */
  readonly start: number;
  /** Bytes that the server has or is receiving; null while nobody asked it. */
  readonly sent: number | null;
  /** Bytes that were there from an earlier visit or connection; 0 when it began here. */
  readonly resumedFrom: number;
  /** Bytes per second over the last seconds; null until it can be told. */
  readonly rate: number | null;
  readonly failure: UploadFailure | null;
  /** When it goes on, in ms since 1970, while the server has asked for a pause; null otherwise. */
  readonly until: number | null;
  /** The file that came of it. */
  readonly fileId: string | null;
};

export type UploadChange =
  | { readonly kind: "added"; readonly item: UploadItem }
  | { readonly kind: "started"; readonly id: string }
  | { readonly kind: "requeued"; readonly id: string }
  | { readonly kind: "resumed"; readonly id: string; readonly from: number }
  | { readonly kind: "progressed"; readonly id: string; readonly sent: number; readonly rate: number | null }
  | { readonly kind: "paused"; readonly id: string }
  | { readonly kind: "waiting"; readonly id: string; readonly until?: number }
  | { readonly kind: "elsewhere"; readonly id: string }
  | { readonly kind: "failed"; readonly id: string; readonly failure: UploadFailure }
  | { readonly kind: "finished"; readonly id: string; readonly fileId: string | null }
  | { readonly kind: "measured"; readonly id: string; readonly sent: number }
  | { readonly kind: "removed"; readonly id: string };

export function newUpload(
  id: string,
  name: string,
  size: number,
  phase: UploadPhase = "queued",
  failure: UploadFailure | null = null,
): UploadItem {
  return {
    id,
    name,
    size,
    phase,
    start: 0,
    sent: phase === "leftover" ? null : 0,
    resumedFrom: 0,
    rate: null,
    failure,
    until: null,
    fileId: null,
  };
}

export function changeUploads(items: readonly UploadItem[], change: UploadChange): readonly UploadItem[] {
  if (change.kind === "added") return [change.item, ...items.filter((item) => item.id !== change.item.id)];
  if (change.kind === "removed") return items.filter((item) => item.id !== change.id);
  return items.map((item) => (item.id === change.id ? changeOne(item, change) : item));
}

function changeOne(before: UploadItem, change: Exclude<UploadChange, { kind: "added" | "removed" }>): UploadItem {
  // What ended stays ended: a late progress report says nothing new.
  if (before.phase === "done") return before;
  // Whatever happens to it, the pause that the server asked for is over; what it has is only measured.
  const item = change.kind === "measured" || before.until === null ? before : { ...before, until: null };
  switch (change.kind) {
    case "started":
      return { ...item, phase: "sending", start: item.start + 1, failure: null, rate: null };
    case "requeued":
      return { ...item, phase: "queued", failure: null, rate: null };
    case "resumed":
      return { ...item, resumedFrom: change.from, sent: change.from };
    case "progressed":
      return item.phase === "paused" || item.phase === "failed" || item.phase === "elsewhere"
        ? item
        : { ...item, phase: "sending", sent: change.sent, rate: change.rate };
    case "paused":
      return { ...item, phase: "paused", rate: null };
    case "waiting":
      return item.phase === "paused" ? item : { ...item, phase: "waiting", rate: null, until: change.until ?? null };
    case "elsewhere":
      return item.phase === "paused" ? item : { ...item, phase: "elsewhere", rate: null };
    case "failed":
      return { ...item, phase: "failed", failure: change.failure, rate: null };
    case "finished":
      return { ...item, phase: "done", sent: item.size, fileId: change.fileId, rate: null, failure: null };
    case "measured":
      return { ...item, sent: change.sent };
  }
}

/** The uploads to start now: those queued, oldest first, as long as fewer than `limit` are at work. */
export function nextToStart(items: readonly UploadItem[], limit: number): readonly string[] {
  const working = items.filter((item) => item.phase === "sending" || item.phase === "waiting").length;
  const queued = items.filter((item) => item.phase === "queued").toReversed();
  return queued.slice(0, Math.max(0, limit - working)).map((item) => item.id);
}

/** Whether this start of an upload is its latest, and nobody has removed it since. */
export function isCurrent(items: readonly UploadItem[], id: string, start: number): boolean {
  return items.some((item) => item.id === id && item.start === start);
}

/**
 * Whether a start that has not sent anything yet is still wanted: its upload neither removed nor paused, nor started once more since, and
 * its person the one who is signed in, in the account in which it was begun.
 */
export function mayGoOn<P extends { readonly user_id: string; readonly account: { readonly id: string } }>(
  items: readonly UploadItem[],
  { id, start }: Pick<UploadItem, "id" | "start">,
  starter: P,
  owner: P | null,
): boolean {
  return (
    owner?.user_id === starter.user_id &&
    owner.account.id === starter.account.id &&
    isCurrent(items, id, start) &&
    items.some((item) => item.id === id && item.phase === "sending")
  );
}

/** Bytes per second between the oldest and the newest of recent samples; null before one second has been seen. */
export function measureRate(samples: readonly { readonly at: number; readonly sent: number }[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < 1000) return null;
  return Math.max(0, ((last.sent - first.sent) * 1000) / (last.at - first.at));
}

/** How much of all these has gone, by bytes, from 0 to 1. */
export function totalShare(items: readonly Pick<UploadItem, "size" | "sent">[]): number {
  const size = items.reduce((sum, item) => sum + item.size, 0);
  return size === 0 ? 1 : items.reduce((sum, item) => sum + (item.sent ?? 0), 0) / size;
}
