import { useSyncExternalStore } from "react";
import type { Upload } from "tus-js-client";
import type { Me } from "@caudal/contract/resources/me.ts";
import { hasLeft, noteAccount, onAccountMoved } from "../api/acting-account.ts";
import { onPresenceEnd, watchPresence } from "../api/presence.ts";
import { mayUpload } from "./may-upload.ts";
import type { Leftover } from "./resumable.ts";
import { changeUploads, isCurrent, mayGoOn, measureRate, newUpload, nextToStart } from "./upload-state.ts";
import type { UploadChange, UploadItem } from "./upload-state.ts";

/** What speaks tus is fetched when a person is in: the door does not wait for it. */
const resumable = () => import("./resumable.ts");

/** Uploads outlive the page that started them: they live here, beside React, and pages look at them. */
const atOnce = 3;
const rateWindow = 6000;

let items: readonly UploadItem[] = [];
const listeners = new Set<() => void>();
const files = new Map<string, File>();
const uploads = new Map<string, Upload>();
const leftovers = new Map<string, Leftover>();
const samples = new Map<string, { at: number; sent: number }[]>();
let owner: Me | null = null;

function change(next: UploadChange): void {
  items = changeUploads(items, next);
  for (const listener of listeners) listener();
}

export function useUploads(): readonly UploadItem[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => items,
  );
}

/** Called when a person has signed in: brings back what an earlier visit left unfinished. */
export async function openUploads(me: Me): Promise<void> {
  owner = me;
  if (me.viewing !== null) return;
  const isStillThere = watchPresence();
  const { findLeftovers, askOffset, forgetLeftover } = await resumable();
  for (const leftover of await findLeftovers(me)) {
    if (items.some((item) => item.id === leftover.key)) continue;
    const sent = await askOffset(me, leftover.uploadUrl).catch(() => undefined);
    if (!isStillThere()) return;
    if (sent === null || sent === leftover.size) {
      await forgetLeftover(leftover.key);
      continue;
    }
    leftovers.set(leftover.key, leftover);
    change({ kind: "added", item: newUpload(leftover.key, leftover.name, leftover.size, "leftover") });
    if (sent !== undefined) change({ kind: "measured", id: leftover.key, sent });
  }
}

/** Nothing of one person stays in front of the next. */
function closeUploads(): void {
  for (const upload of uploads.values()) void upload.abort();
  for (const item of items) change({ kind: "removed", id: item.id });
  files.clear();
  uploads.clear();
  leftovers.clear();
  samples.clear();
  owner = null;
}
onPresenceEnd(closeUploads);

export function addFiles(chosen: Iterable<File>): void {
  const me = owner;
  if (me === null || !mayUpload(me)) return;
  for (const file of chosen) {
    const id = crypto.randomUUID();
    const limit = me.limits.max_upload_bytes;
    if (file.size === 0)
      change({ kind: "added", item: newUpload(id, file.name, file.size, "failed", { kind: "empty" }) });
    else if (file.size > limit)
      change({ kind: "added", item: newUpload(id, file.name, file.size, "failed", { kind: "too_large", limit }) });
    else {
      const waiting = [...leftovers.values()].find(
        (leftover) => leftover.name === file.name && leftover.size === file.size,
      );
      if (waiting !== undefined) dropLeftover(waiting.key);
      files.set(id, file);
      change({ kind: "added", item: newUpload(id, file.name, file.size) });
    }
  }
  startNext();
  followAccount();
}

/** Goes on with a leftover when the person chose the same file again. */
export function continueLeftover(id: string, file: File): void {
  const leftover = leftovers.get(id);
  if (leftover === undefined) return;
  if (file.name === leftover.name && file.size === leftover.size) addFiles([file]);
  else change({ kind: "failed", id, failure: { kind: "other_file" } });
}

function dropLeftover(id: string): void {
  leftovers.delete(id);
  change({ kind: "removed", id });
}

/** While the session is in another account nothing begins there: what waits for its turn waits for its account, and goes on when that is back. */
function followAccount(): void {
  if (owner === null) return;
  const left = hasLeft(owner.account.id);
  for (const item of items) {
    if (left && item.phase === "queued") change({ kind: "elsewhere", id: item.id });
    if (!left && item.phase === "elsewhere") change({ kind: "requeued", id: item.id });
  }
  startNext();
}
onAccountMoved(followAccount);

function startNext(): void {
  if (owner === null || hasLeft(owner.account.id)) return;
  for (const id of nextToStart(items, atOnce)) void start(id);
}

async function start(id: string): Promise<void> {
  const file = files.get(id);
  const me = owner;
  if (file === undefined || me === null) return;
  change({ kind: "started", id });
  samples.set(id, []);
  const begun = items.find((item) => item.id === id);
  if (begun === undefined) return;
  // Between a start and its first byte a person may pause, go on, cancel or leave: after each wait this start must still be the one wanted.
  const wanted = (): boolean => mayGoOn(items, begun, me, owner);
  const tell = (next: UploadChange): void => (isCurrent(items, id, begun.start) ? change(next) : undefined);
  const { askOffset, createUpload } = await resumable();
  if (!wanted()) return;
  const upload = createUpload(me, file, {
    onProgress: (sent) => tell({ kind: "progressed", id, sent, rate: sample(id, sent) }),
    onWaiting: () => {
      samples.set(id, []);
      tell({ kind: "waiting", id });
    },
    onHeld: (seconds) => {
      tell({ kind: "waiting", id, until: Date.now() + seconds * 1000 });
      setTimeout(() => goOnAfterPause(id, begun.start), seconds * 1000);
    },
    onElsewhere: () => {
      tell({ kind: "elsewhere", id });
      noteAccount(me.account.id, false);
    },
    onFailed: (failure) => {
      tell({ kind: "failed", id, failure });
      startNext();
    },
    onFinished: (fileId) => {
      files.delete(id);
      uploads.delete(id);
      change({ kind: "finished", id, fileId });
      startNext();
    },
  });
  uploads.set(id, upload);
  const previous = (await upload.findPreviousUploads()).at(-1);
  if (!wanted()) return;
  if (previous !== undefined) {
    upload.resumeFromPreviousUpload(previous);
    const from = previous.uploadUrl === null ? null : await askOffset(me, previous.uploadUrl).catch(() => null);
    if (!wanted()) return;
    if (from !== null && from > 0) change({ kind: "resumed", id, from });
  }
  upload.start();
}

/** Unless its person did something else with it meanwhile. */
function goOnAfterPause(id: string, paused: number): void {
  if (items.some((item) => item.id === id && item.start === paused && item.phase === "waiting")) void start(id);
}

function sample(id: string, sent: number): number | null {
  const now = performance.now();
  const recent = (samples.get(id) ?? []).filter((entry) => now - entry.at < rateWindow);
  recent.push({ at: now, sent });
  samples.set(id, recent);
  return measureRate(recent);
}

/** Stops sending; what it then shows as kept is what the server says that it has. */
export function pauseUpload(id: string): void {
  const upload = uploads.get(id);
  change({ kind: "paused", id });
  startNext();
  void upload?.abort().then(() => measure(id, upload.url));
}

async function measure(id: string, url: string | null): Promise<void> {
  const { askOffset } = await resumable();
  const me = owner;
  if (me === null) return;
  const sent = url === null ? 0 : await askOffset(me, url).catch(() => null);
  const paused = items.some((item) => item.id === id && item.phase === "paused");
  if (sent !== null && paused) change({ kind: "measured", id, sent });
}

/** After a pause or a failure: goes on from what the server has. */
export function resumeUpload(id: string): void {
  change({ kind: "requeued", id });
  followAccount();
}

/** Stops it and frees what the server kept of it. */
export function cancelUpload(id: string): void {
  const leftover = leftovers.get(id);
  const me = owner;
  if (leftover !== undefined && me !== null)
    void resumable()
      .then(({ discardLeftover }) => discardLeftover(me, leftover))
      .catch(() => undefined);
  // What cannot be told to the server now expires there by itself.
  void uploads
    .get(id)
    ?.abort(true)
    .catch(() => undefined);
  files.delete(id);
  uploads.delete(id);
  leftovers.delete(id);
  change({ kind: "removed", id });
  startNext();
}

export function clearFinished(): void {
  for (const item of items) if (item.phase === "done") change({ kind: "removed", id: item.id });
}

/** When the network is back, those that wait go on at once instead of at their next attempt. */
export function wakeUploads(): void {
  for (const item of items) {
    const waits = item.phase === "waiting" && item.until === null;
    if (!waits && !(item.phase === "failed" && item.failure?.kind === "network")) continue;
    void uploads.get(item.id)?.abort();
    void start(item.id);
  }
}
