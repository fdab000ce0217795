import { Fault } from "@caudal/base/fault.ts";
import type { linkRoutes } from "@caudal/contract/routes/links.ts";
import { withLink, type OpenedLink } from "@caudal/db/link-scope.ts";
import { findFile, type FileRow } from "@caudal/db/queries/files.ts";
import { listInsights } from "@caudal/db/queries/insights.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import type { Kysely, Transaction } from "kysely";
import type { AttemptLimit, AttemptLimiter } from "../auth/attempt-limiter.ts";
import { downloadOf } from "../files/download.ts";
import { columnsOf } from "../files/file-resource.ts";
import { readFileRows, type RowReader } from "../files/file-rows.ts";
import { insightResource } from "../files/insight-resource.ts";
import type { HandlersOf } from "../http/route-handler.ts";
import { limitLinks } from "./limit-links.ts";

export type LinkPorts = {
  readonly db: Kysely<Database>;
  readonly objects: ObjectStore;
  readonly rows: RowReader;
  readonly limiter: AttemptLimiter;
  readonly limit: AttemptLimit;
};

/** What whoever holds a link may do, without being anybody: read one file, its findings and its rows. */
export function linkHandlers(ports: LinkPorts): HandlersOf<typeof linkRoutes> {
  const { db, limiter, limit } = ports;

  function open<T>(
    token: string,
    address: string,
    work: (tx: Transaction<Database>, link: OpenedLink, file: FileRow) => Promise<T>,
    counts = false,
  ): Promise<T> {
    return limitLinks(limiter, limit, address, () =>
      withLink(db, token, counts, async (tx, link) => {
        const file = await findFile(tx, link.fileId);
        if (file === null) throw new Fault("link_unknown");
        return work(tx, link, file);
      }),
    );
  }

  return {
    openLink: async ({ params, context }) =>
      open(
        params.token,
        context.clientAddress,
        async (_tx, link, file) => ({
          file_name: file.file_name,
          file_type: file.file_type,
          file_size: Number(file.file_size),
          status: file.status,
          rows: file.rows === null ? null : Number(file.rows),
          rejected: file.rejected === null ? null : Number(file.rejected),
          insight_count: Number(file.insight_count),
          columns: columnsOf(file),
          processed_at: file.processed_at?.toISOString() ?? null,
          shared_by: link.sharedBy,
          expires_at: link.expiresAt?.toISOString() ?? null,
          may_download: link.mayDownload,
        }),
        true,
      ),

    listLinkedInsights: async ({ params, context }) => {
      const rows = await open(params.token, context.clientAddress, (tx, link) => listInsights(tx, link.fileId));
      return {
        items: rows.map((row) => {
          const { file_id: _file, user_id: _user, ...insight } = insightResource(row, context.locale);
          return insight;
        }),
      };
    },

    listLinkedRows: async ({ params, query, context }) => {
      const { link, file } = await open(params.token, context.clientAddress, async (_tx, opened, row) => ({
        link: opened,
        file: row,
      }));
      return readFileRows(ports, { shareId: link.shareId }, file, query, context.signal);
    },

    downloadLinkedFile: async ({ params, context }) => {
      const { link, file } = await open(params.token, context.clientAddress, async (_tx, opened, row) => ({
        link: opened,
        file: row,
      }));
      if (!link.mayDownload) throw new Fault("download_not_shared");
      return downloadOf(ports.objects, file, () => stillMayDownload(db, params.token));
    },
  };
}

async function stillMayDownload(db: Kysely<Database>, token: string): Promise<boolean> {
  try {
    return await withLink(db, token, false, async (_tx, link) => link.mayDownload);
  } catch (error) {
    if (error instanceof Fault && error.code === "link_unknown") return false;
    throw error;
  }
}
