import type { FileResource } from "@caudal/contract/resources/file.ts";
import type { FileStatus } from "@caudal/contract/resources/file-status.ts";
import type { Notification } from "@caudal/contract/resources/notification.ts";
import { createClient } from "@caudal/contract/client/client.ts";
import { currentTag } from "../i18n/choose-locale.ts";
import { accountHeaders, fetchInAccount } from "./acting-account.ts";
import { NetworkError } from "./failure.ts";
import { watchPresence } from "./presence.ts";
import { fetchWithProof } from "./proof-gate.ts";

export type FilePage = { readonly items: readonly FileResource[]; readonly next: string | null };
export type NotificationPage = {
  readonly items: readonly Notification[];
  readonly next: string | null;
  readonly unread: number;
};

const neverAnswered = () => new Promise<never>(() => undefined);

/** What is asked of whichever account the session is in: moving it to one. */
const anywhere: readonly string[] = ["enterAccount"];

/**
 * The contract's client; a request that gets no answer throws NetworkError, one that was called off what fetch throws. What comes for somebody
 * who has gone out meanwhile is told to nobody: the next one is not to see it, and not to be led out by it.
 */
export const client = createClient({
  locale: currentTag,
  headers: (operation) => (anywhere.includes(operation) ? {} : accountHeaders()),
  fetch: async (address, init) => {
    const isStillThere = watchPresence();
    try {
      const headers = new Headers(init?.headers);
      const response = await fetchWithProof(() => fetchInAccount(() => fetch(address, init), headers));
      return isStillThere() ? response : await neverAnswered();
    } catch (thrown) {
      if (init?.signal?.aborted === true) throw thrown;
      if (!isStillThere()) return neverAnswered();
      throw new NetworkError(thrown);
    }
  },
});

type FileListQuery = {
  readonly cursor?: string | undefined;
  readonly status?: FileStatus | undefined;
  readonly q?: string | undefined;
  readonly whose?: "own" | "shared" | undefined;
  readonly limit?: number;
};

/** What the pages ask for, in the words of the pages. */
export const api = {
  listFiles: (query: FileListQuery, signal: AbortSignal) => client.listFiles({ query, signal }),
  getFile: (id: string, signal: AbortSignal) => client.getFile({ params: { id }, signal }),
  deleteFile: (id: string) => client.deleteFile({ params: { id } }),
  contentAddress: (id: string) => `/api/files/${encodeURIComponent(id)}/content`,
  listRows: (
    id: string,
    query: { readonly offset: number; readonly limit: number; readonly sort?: string | undefined },
    signal: AbortSignal,
  ) => client.listRows({ params: { id }, query, signal }),
  listRejects: (id: string, limit: number, signal: AbortSignal) =>
    client.listRejects({ params: { id }, query: { limit }, signal }),
  listInsights: async (id: string, signal: AbortSignal) =>
    (await client.listInsights({ params: { id }, signal })).items,
  processFile: (fileId: string) => client.processFile({ body: { fileId }, idempotencyKey: crypto.randomUUID() }),
  getRun: (id: string, signal: AbortSignal) => client.getRun({ params: { id }, signal }),
  traceFile: (id: string, signal: AbortSignal) => client.traceFile({ params: { id }, signal }),
  traceInsight: (id: string, signal: AbortSignal) => client.traceInsight({ params: { id }, signal }),
  verifyReceipt: (id: string) => client.verifyReceipt({ params: { id } }),
  receiptAddress: (id: string) => `/api/runs/${encodeURIComponent(id)}/receipt`,
  cancelRun: (id: string) => client.cancelRun({ params: { id } }),
  listNotifications: (cursor: string | undefined, signal: AbortSignal) =>
    client.listNotifications({ query: { cursor, limit: 20 }, signal }),
  readNotification: (id: string) => client.updateNotification({ params: { id }, body: { is_read: true } }),
} as const;
