import { Fault } from "@caudal/base/fault.ts";
import { renderRejectReason } from "@caudal/contract/messages/reject-reason.ts";
import type { fileRoutes } from "@caudal/contract/routes/files.ts";
import { deleteFile, noteRemovedObjects } from "@caudal/db/queries/file-removal.ts";
import { findFile, listFiles, listProcessingLogs, listRejects } from "@caudal/db/queries/files.ts";
import { listInsights } from "@caudal/db/queries/insights.ts";
import { repeatDeadlocked } from "@caudal/db/repeat-deadlocked.ts";
import { startRun } from "@caudal/db/runs/start-run.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readApart, readInScope, withScope, withScopeOfDone } from "@caudal/db/scope.ts";
import type { ObjectStore, RemovedObjects } from "@caudal/objects/object-store.ts";
import type { Kysely } from "kysely";
import { idempotencyKeyOf } from "../http/parse-request.ts";
import type { HandlersOf } from "../http/route-handler.ts";
import { downloadOf } from "./download.ts";
import { requireFile, requireOwnFile } from "./require-file.ts";
import { fileDetail, fileResource, readingOf, columnsOf } from "./file-resource.ts";
import { readFileRows, type RowReader } from "./file-rows.ts";
import { insightResource } from "./insight-resource.ts";
import { pageOfRows, placeOf } from "../http/list-place.ts";

export type FilePorts = {
  readonly db: Kysely<Database>;
  readonly objects: ObjectStore;
  readonly rows: RowReader;
  readonly removeObjects: (objectKey: string) => Promise<RemovedObjects>;
};

export function fileHandlers(ports: FilePorts): HandlersOf<typeof fileRoutes> {
  const { db } = ports;
  return {
    listFiles: async ({ query, person, context }) => {
      const after = query.cursor === undefined ? undefined : placeOf(query.cursor);
      // To look through all names takes as long as there are many: nobody is to wait behind it.
      const read = query.q ? readApart : readInScope;
      const found = await read(db, person.scope, (tx) =>
        listFiles(tx, {
          limit: query.limit + 1,
          ...(after ? { after: { uploadedAt: after.at, id: after.id } } : {}),
          ...(query.status ? { status: query.status } : {}),
          ...(query.q ? { nameContains: query.q } : {}),
          ...(query.whose ? { whose: query.whose } : {}),
        }),
      );
      const { rows, next } = pageOfRows(found, query.limit, (row) => ({ at: row.place, id: row.id }));
      return { items: rows.map((row) => fileResource(row, context.locale)), next };
    },

    getFile: async ({ params, person, context }) =>
      fileDetail(await readInScope(db, person.scope, (tx) => requireFile(tx, params.id)), context.locale),

    deleteFile: async ({ params, person }) => {
      const gone = await repeatDeadlocked(() =>
        withScope(db, person.scope, async (tx) => {
          await requireOwnFile(tx, person.scope, params.id);
          return deleteFile(tx, params.id);
        }),
      );
      if (gone === null) throw new Fault("not_found");
      const removed = await ports.removeObjects(gone.objectKey);
      // It is done, whatever became of the session that asked for it, or of whoever asked: of one who belongs no more nothing is noted in the
      // account but that the rows went.
      await withScopeOfDone(db, person.scope, (tx) => noteRemovedObjects(tx, params.id, removed)).catch(unlessRemoved);
      return { rows: gone.rows, ...removed };
    },

    downloadFile: async ({ params, person }) => {
      const load = () => readInScope(db, person.scope, (tx) => findFile(tx, params.id));
      const file = await load();
      if (file === null) throw new Fault("not_found");
      if (file.read_by === null) return downloadOf(ports.objects, file);
      if (!file.read_by.may_download) throw new Fault("download_not_shared");
      return downloadOf(ports.objects, file, async () => (await load())?.read_by?.may_download === true);
    },

    listRows: async ({ params, query, person, context }) => {
      const file = await readInScope(db, person.scope, (tx) => requireFile(tx, params.id));
      try {
        return await readFileRows(ports, person.scope, file, query, context.signal);
      } catch (error) {
        // Deleted while it was being read: that is what to tell, whatever the engine stumbled over.
        const now = await readInScope(db, person.scope, (tx) => requireFile(tx, params.id));
        // Processed anew meanwhile: its rows stand elsewhere now.
        if (now.table_key === file.table_key) throw error;
        return readFileRows(ports, person.scope, now, query, context.signal);
      }
    },

    listRejects: async ({ params, query, person, context }) =>
      readInScope(db, person.scope, async (tx) => {
        const file = await requireFile(tx, params.id);
        const rows = await listRejects(tx, file.id, query.offset, query.limit);
        const rejects = rows.map((row) => ({
          line: Number(row.line),
          column: row.column_name,
          reason: row.reason,
          message: renderRejectReason(row.reason, row.column_name, context.locale),
          text: row.text,
        }));
        return { rejects, total: Number(file.rejected ?? 0) };
      }),

    listInsights: async ({ params, person, context }) =>
      readInScope(db, person.scope, async (tx) => {
        const rows = await listInsights(tx, params.id);
        // Of a file that this scope does not see there are none; of one that it sees, hardly ever.
        if (rows.length === 0) await requireFile(tx, params.id);
        return { items: rows.map((row) => insightResource(row, context.locale)) };
      }),

    getProfile: async ({ params, person, context }) =>
      readInScope(db, person.scope, async (tx) => {
        const file = await requireFile(tx, params.id);
        const [reading, columns] = [readingOf(file), columnsOf(file)];
        if (reading === null || columns === null || file.rows === null || file.sha256 === null)
          throw new Fault("not_ready");
        const insights = (await listInsights(tx, file.id)).map((row) => {
          const {
            id: _id,
            file_id: _file,
            user_id: _user,
            wave: _wave,
            created_at: _at,
            ...body
          } = insightResource(row, context.locale);
          return body;
        });
        return {
          file: { name: file.file_name, size: Number(file.file_size), sha256: file.sha256, reading },
          rows: Number(file.rows),
          rejected: Number(file.rejected ?? 0),
          columns,
          insights,
        };
      }),

    listLogs: async ({ params, person }) =>
      readInScope(db, person.scope, async (tx) => {
        await requireFile(tx, params.id);
        const logs = await listProcessingLogs(tx, params.id);
        return {
          items: logs.map(({ account_id: _account, ...log }) => ({
            ...log,
            started_at: log.started_at.toISOString(),
            completed_at: log.completed_at?.toISOString() ?? null,
          })),
        };
      }),

    processFile: async ({ body, person, context }) => {
      const key = idempotencyKeyOf(context.headers);
      // Joining a run that is made in the same moment as its file is deleted may meet the deletion head on.
      const { run } = await repeatDeadlocked(() =>
        withScope(db, person.scope, async (tx) => {
          await requireOwnFile(tx, person.scope, body.fileId);
          return startRun(tx, {
            kind: "profile",
            input: {},
            fileId: body.fileId,
            requestId: context.requestId,
            ...(key === undefined ? {} : { idempotencyKey: key }),
          });
        }),
      );
      return { success: true as const, jobId: run.id };
    },
  };
}

function unlessRemoved(thrown: unknown): void {
  if (!(thrown instanceof Fault && thrown.code === "forbidden")) throw thrown;
}
