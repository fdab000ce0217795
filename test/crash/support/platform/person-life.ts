import { setTimeout as delay } from "node:timers/promises";
import type { Asker } from "./asker.ts";
import { createHands, json } from "./hands.ts";
import type { Entry } from "./history.ts";
import { makeKey, revokeKey, useKey, type Key } from "./key-deeds.ts";
import { makeLink, openLink, type Link } from "./link-deeds.ts";
import { sendUpload } from "./send-upload.ts";

export type Life = {
  /** What was done and answered, so far. */
  readonly entries: Entry[];
  /** Lets the deed at hand come to its end. */
  stop(): Promise<void>;
};

export type LifeOptions = {
  readonly asker: Asker;
  readonly password: string;
  readonly seed: number;
  /** Somebody of the same account, with whom files are shared. */
  readonly colleague: string;
  /** What others brought, shared with this person or not, to look into. */
  readonly filesOfOthers: () => readonly string[];
};

const mostFiles = 25;
/** Of files on which work goes on; beyond it a person waits, as people do. */
const mostUnfinished = 2;

/** Somebody who uploads, has files processed again, cancels, deletes, shares, makes links and keys, uses and revokes them, lists, reads rows and notices, one after the other as the seed says. */
export function beginLife({ asker, password, seed, colleague, filesOfOthers }: LifeOptions): Life {
  const hands = createHands(asker, seed);
  const { entries, random, pick, note, surprised } = hands;
  const files: { readonly fileId: string }[] = [];
  const shares: { readonly shareId: string; readonly fileId: string }[] = [];
  const links: Link[] = [];
  /** Those that were ended too: they are tried on. */
  const linksEver: Link[] = [];
  const keys: Key[] = [];
  const keysEver: Key[] = [];
  let stopped = false;
  let sent = 0;

  async function upload(): Promise<void> {
    sent += 1;
    const fileId = await sendUpload(hands, `${asker.userId.slice(0, 8)}-${seed}-${sent}.csv`);
    if (fileId !== null) files.push({ fileId });
  }

  async function processAgain(): Promise<void> {
    const own = pick(files);
    if (own === undefined) return;
    const key = `key-${seed}-${entries.length}`;
    const from = performance.now();
    const request = json({ fileId: own.fileId });
    const { response, text } = await asker.ask("/functions/v1/process-file", {
      ...request,
      headers: { "content-type": "application/json", "idempotency-key": key },
    });
    if (response.status !== 200) return surprised(from, "process", response.status, text);
    note(from, { did: "processed", fileId: own.fileId, key, runId: (JSON.parse(text) as { jobId: string }).jobId });
  }

  async function cancel(): Promise<void> {
    const runId = (await list("unfinished"))?.find(({ run }) => run !== null)?.run?.id;
    if (runId === undefined) return;
    const from = performance.now();
    const { response, text } = await asker.ask(`/api/runs/${runId}/cancel`, { method: "POST" });
    if (response.status !== 202 && response.status !== 409) return surprised(from, "cancel", response.status, text);
    note(from, { did: "cancelled", runId, conflict: response.status === 409 });
  }

  async function remove(): Promise<void> {
    const own = pick(files);
    if (own === undefined) return;
    const from = performance.now();
    const { response, text, times } = await asker.ask(`/api/files/${own.fileId}`, { method: "DELETE" });
    // Asked again after a lost answer, it may be gone already.
    if (!response.ok && !(response.status === 404 && times > 1))
      return surprised(from, "delete", response.status, text);
    note(from, { did: "deleted", fileId: own.fileId });
    files.splice(files.indexOf(own), 1);
    forget(shares, ({ fileId }) => fileId === own.fileId);
    forget(links, ({ fileId }) => fileId === own.fileId);
  }

  async function share(): Promise<void> {
    const own = pick(files.filter(({ fileId }) => !shares.some((each) => each.fileId === fileId)));
    if (own === undefined) return;
    const from = performance.now();
    const body = json({ grantee: { kind: "member", user_id: colleague } });
    const { response, text } = await asker.ask(`/api/files/${own.fileId}/shares`, body);
    if (response.status !== 200) return surprised(from, "share", response.status, text);
    const { id } = (JSON.parse(text) as { share: { id: string } }).share;
    note(from, { did: "shared", fileId: own.fileId, shareId: id, with: colleague });
    shares.push({ shareId: id, fileId: own.fileId });
  }

  async function revoke(): Promise<void> {
    const shared = pick([...shares, ...links]);
    if (shared === undefined) return;
    const from = performance.now();
    const { response, text, times } = await asker.ask(`/api/shares/${shared.shareId}`, { method: "DELETE" });
    if (!response.ok && !(response.status === 404 && times > 1))
      return surprised(from, "revoke", response.status, text);
    note(from, { did: "revoked", shareId: shared.shareId });
    forget(shares, ({ shareId }) => shareId === shared.shareId);
    forget(links, ({ shareId }) => shareId === shared.shareId);
  }

  async function lookIn(): Promise<void> {
    const fileId = pick(filesOfOthers());
    if (fileId === undefined) return;
    const from = performance.now();
    const { response, text } = await asker.ask(`/api/files/${fileId}`);
    if (response.status !== 200 && response.status !== 404) return surprised(from, "look in", response.status, text);
    note(from, { did: "looked in", fileId, open: response.status === 200 });
  }

  type Listed = { id: string; user_id: string; run: { id: string; finished_at: string | null } | null };

  async function list(which: "all" | "unfinished" = "all"): Promise<readonly Listed[] | undefined> {
    const from = performance.now();
    const { response, text } = await asker.ask("/api/files?limit=200&whose=own");
    if (response.status !== 200) {
      surprised(from, "list", response.status, text);
      return undefined;
    }
    const { items } = JSON.parse(text) as { items: Listed[] };
    note(from, { did: "listed", files: items.map(({ id, user_id: userId }) => ({ id, userId })) });
    return which === "all" ? items : items.filter(({ run }) => run !== null && run.finished_at === null);
  }

  async function seeRows(): Promise<void> {
    const own = pick(files);
    if (own === undefined) return;
    const from = performance.now();
    const { response, text } = await asker.ask(`/api/files/${own.fileId}/rows?limit=50`);
    // Not read yet, or its reader died with its server and another one is at it.
    if (response.status === 409 || response.status === 504) return;
    if (response.status !== 200) return surprised(from, "rows", response.status, text);
    const page = JSON.parse(text) as { rows: (string | null)[][]; total: number };
    note(from, {
      did: "saw rows",
      fileId: own.fileId,
      total: page.total,
      markers: [...new Set(page.rows.map(([marker]) => marker ?? ""))],
    });
  }

  async function markRead(): Promise<void> {
    const from = performance.now();
    const { response, text } = await asker.ask("/api/notifications?limit=50");
    if (response.status !== 200) return surprised(from, "notifications", response.status, text);
    const { items } = JSON.parse(text) as { items: { id: string; is_read: boolean }[] };
    const unread = pick(items.filter((notice) => !notice.is_read));
    if (unread === undefined) return;
    const marked = await asker.ask(`/api/notifications/${unread.id}`, json({ is_read: true }, "PATCH"));
    if (marked.response.status !== 200) return surprised(from, "mark read", marked.response.status, marked.text);
    note(from, { did: "marked read", notificationId: unread.id });
  }

  async function link(): Promise<void> {
    const own = pick(files.filter(({ fileId }) => !links.some((each) => each.fileId === fileId)));
    const made = own === undefined ? null : await makeLink(hands, password, own.fileId);
    if (made === null) return;
    links.push(made);
    linksEver.push(made);
  }

  async function openOne(): Promise<void> {
    // Those that are there as often as all that ever were.
    const one = pick(random() < 0.5 ? links : linksEver);
    if (one !== undefined) await openLink(hands, one);
  }

  async function useOne(): Promise<void> {
    const one = pick(random() < 0.5 ? keys : keysEver);
    if (one !== undefined) return useKey(hands, one);
    if (keys.length > 0) return;
    const made = await makeKey(hands, password);
    if (made === null) return;
    keys.push(made);
    keysEver.push(made);
  }

  async function revokeOne(): Promise<void> {
    const key = keys.pop();
    if (key !== undefined) await revokeKey(hands, key);
  }

  const deeds: readonly (readonly [parts: number, deed: () => Promise<unknown>])[] = [
    [30, upload],
    [10, processAgain],
    [8, cancel],
    [8, remove],
    [8, share],
    [5, revoke],
    [8, lookIn],
    [8, () => list()],
    [8, seeRows],
    [7, markRead],
    [5, link],
    [8, openOne],
    [9, useOne],
    [3, revokeOne],
  ];

  async function live(): Promise<void> {
    const all = deeds.flatMap(([parts, deed]) => Array.from({ length: parts }, () => deed));
    while (!stopped) {
      let deed = pick(all) ?? upload;
      if (deed === upload || deed === processAgain) {
        if (files.length >= mostFiles) deed = remove;
        else if (((await list("unfinished"))?.length ?? 0) >= mostUnfinished) deed = seeRows;
      }
      await deed();
      await delay(20 + Math.floor(random() * 120));
    }
  }
  const lived = live();
  lived.catch(() => undefined);
  return {
    entries,
    stop: async () => {
      stopped = true;
      await lived;
    },
  };
}

function forget<T>(list: T[], gone: (each: T) => boolean): void {
  for (const each of list.filter(gone)) list.splice(list.indexOf(each), 1);
}
