import { setTimeout as delay } from "node:timers/promises";
import { createSeededRandom } from "../seeded-random.ts";
import { sha256 } from "../servers/tus-upload.ts";
import type { Asker } from "./asker.ts";
import type { Deed, Entry } from "./history.ts";

export type Life = {
  /** What was done and answered, so far. */
  readonly entries: Entry[];
  /** Sends of an upload that are under way. */
  readonly uploading: () => boolean;
  /** Lets the deed at hand come to its end. */
  stop(): Promise<void>;
};

export type LifeOptions = {
  readonly asker: Asker;
  readonly seed: number;
  /** Somebody of the same account. */
  readonly colleague: string;
  /** What the colleague shared or not, to look into. */
  readonly filesOfColleague: () => readonly string[];
};

type Own = { readonly fileId: string; readonly rows: number; readonly marker: string };

const tus = { "tus-resumable": "1.0.0" };
const mostFiles = 25;
/** Of files on which work goes on; beyond it a person waits, as people do. */
const mostUnfinished = 2;

/** Somebody who uploads, has files processed again, cancels, deletes, shares, revokes, lists, reads rows and notices, one after the other as the seed says. */
export function beginLife({ asker, seed, colleague, filesOfColleague }: LifeOptions): Life {
  const random = createSeededRandom(seed);
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const entries: Entry[] = [];
  const files: Own[] = [];
  const shares: { readonly shareId: string; readonly fileId: string }[] = [];
  let stopped = false;
  let uploading = false;
  let sent = 0;

  const note = (from: number, deed: Deed): void =>
    void entries.push({ ...deed, who: asker.userId, from, to: performance.now() });
  const surprised = (from: number, what: string, status: number, text: string): void =>
    note(from, { did: "was surprised", by: `${what}: ${status} ${text.slice(0, 200)}` });
  const json = (body: unknown): RequestInit => ({
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

  async function upload(): Promise<void> {
    sent += 1;
    const name = `${asker.userId.slice(0, 8)}-${seed}-${sent}.csv`;
    const rows = 200 + Math.floor(random() * 1_500);
    const lines = Array.from(
      { length: rows },
      (_, row) => `${asker.userId};${row};${Math.floor(random() * 9_000) / 100};${row % 7}`,
    );
    const bytes = Buffer.from(`quien;numero;monto;grupo\n${lines.join("\n")}\n`);
    const from = performance.now();
    const made = await asker.ask("/api/uploads", {
      method: "POST",
      headers: {
        ...tus,
        "upload-length": String(bytes.byteLength),
        "upload-metadata": `filename ${Buffer.from(name).toString("base64")}`,
      },
    });
    const location = made.response.headers.get("location");
    if (made.response.status !== 201 || location === null)
      return surprised(from, "POST upload", made.response.status, made.text);
    uploading = true;
    const fileId = await sendAll(new URL(location, "http://here").pathname, bytes, from);
    uploading = false;
    if (fileId === null) return;
    note(from, { did: "uploaded", name, sha256: sha256(bytes), rows, fileId });
    files.push({ fileId, rows, marker: asker.userId });
  }

  /** Asks for the offset and sends on from there, in two or three pieces, until the file has a name. What was acknowledged must be there. */
  async function sendAll(path: string, bytes: Buffer, from: number): Promise<string | null> {
    for (let acknowledged = 0; ;) {
      const head = await asker.ask(path, { method: "HEAD", headers: tus });
      const known = head.response.headers.get("caudal-file-id");
      if (known !== null) return known;
      const offset = Number(head.response.headers.get("upload-offset"));
      if (head.response.status !== 200 || offset < acknowledged) {
        surprised(from, `HEAD upload after ${acknowledged} bytes, at ${offset}`, head.response.status, head.text);
        return null;
      }
      const piece = bytes.subarray(
        offset,
        Math.min(bytes.byteLength, offset + Math.ceil(bytes.byteLength / (2 + Math.floor(random() * 2)))),
      );
      const answer = await asker.tryOnce(path, {
        method: "PATCH",
        headers: { ...tus, "upload-offset": String(offset), "content-type": "application/offset+octet-stream" },
        body: piece,
      });
      if (answer?.status === 204) acknowledged = offset + piece.byteLength;
      // Another status is of a lock that a dead server's request holds, or of a database that is away: the next HEAD says more.
      await answer?.body?.cancel().catch(() => undefined);
      const done = answer?.headers.get("caudal-file-id");
      if (done !== null && done !== undefined) return done;
      if (answer === null || answer.status !== 204) await delay(100);
    }
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
    for (const share of shares.filter(({ fileId }) => fileId === own.fileId)) shares.splice(shares.indexOf(share), 1);
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
    const shared = pick(shares);
    if (shared === undefined) return;
    const from = performance.now();
    const { response, text, times } = await asker.ask(`/api/shares/${shared.shareId}`, { method: "DELETE" });
    if (!response.ok && !(response.status === 404 && times > 1))
      return surprised(from, "revoke", response.status, text);
    note(from, { did: "revoked", shareId: shared.shareId });
    shares.splice(shares.indexOf(shared), 1);
  }

  async function lookIn(): Promise<void> {
    const fileId = pick(filesOfColleague());
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
    const marked = await asker.ask(`/api/notifications/${unread.id}`, { ...json({ is_read: true }), method: "PATCH" });
    if (marked.response.status !== 200) return surprised(from, "mark read", marked.response.status, marked.text);
    note(from, { did: "marked read", notificationId: unread.id });
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
    uploading: () => uploading,
    stop: async () => {
      stopped = true;
      await lived;
    },
  };
}
