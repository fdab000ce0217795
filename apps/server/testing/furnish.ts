import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { shareByLink } from "@caudal/db/queries/shares.ts";
import { insertApiKey } from "@caudal/db/queries/api-keys.ts";
import { startRun } from "@caudal/db/runs/start-run.ts";
import { withScope, type Scope } from "@caudal/db/scope.ts";
import { makeSecretKey } from "../src/keys/secret-key.ts";
import type { TestServer } from "./test-server.ts";

/** A file of somebody, read to its end, with what belongs to it. */
export type Furnished = {
  readonly fileId: string;
  readonly runId: string;
  readonly notificationId: string;
  readonly keyId: string;
  readonly insightId: string;
  /** Another session of theirs. */
  readonly sessionId: string;
  readonly content: string;
  /** A link to the file. */
  readonly shareId: string;
};

export async function furnish(
  server: TestServer,
  scope: Scope,
  about: { readonly name?: string; readonly sha256?: string } = {},
): Promise<Furnished> {
  const { db } = server.database.app;
  const fileId = randomUUID();
  const objectKey = `uploads/${randomUUID()}/original`;
  const content = "fecha,monto\n2026-01-01,10\n2026-01-02,12\n";
  await server.objects.create(objectKey);
  await server.objects.append(objectKey, 0, Readable.from([Buffer.from(content)]));
  const tableKey = `${objectKey}.parquet`;
  await server.objects.create(tableKey);
  const { runId, insightId } = await withScope(db, scope, async (tx) => {
    await tx
      .insertInto("files")
      .values({
        id: fileId,
        account_id: scope.accountId,
        user_id: scope.userId,
        file_name: about.name ?? "ventas.csv",
        file_type: "text/csv",
        file_size: content.length,
        storage_url: `/api/files/${fileId}/content`,
        object_key: objectKey,
        sha256: about.sha256 ?? "ab".repeat(32),
        rows: 2,
        rejected: 1,
        reading: JSON.stringify(reading),
        columns: JSON.stringify([column("fecha", "date"), column("monto", "int64")]),
      })
      .execute();
    const { run } = await startRun(tx, { kind: "profile", input: {}, fileId });
    await tx
      .updateTable("files")
      .set({ profile_run_id: run.id, table_key: tableKey })
      .where("id", "=", fileId)
      .execute();
    const insight = await tx
      .insertInto("insights")
      .values({
        account_id: scope.accountId,
        user_id: scope.userId,
        file_id: fileId,
        run_id: run.id,
        wave: 1,
        insight_type: "quality",
        title: "Un título guardado",
        description: "Una descripción guardada",
        data: JSON.stringify({ chart: "none" }),
        confidence_score: 1,
        confidence: JSON.stringify({ formula: "counted", inputs: { rows: 2 } }),
        evidence: JSON.stringify({ query: "select 1", method: "counted", rows: null }),
        key: "a_kind_of_another_version",
        params: JSON.stringify({}),
        columns: ["monto"],
        importance: 0.5,
      })
      .returning("id")
      .executeTakeFirstOrThrow();
    await tx
      .insertInto("rejects")
      .values({
        run_id: run.id,
        account_id: scope.accountId,
        user_id: scope.userId,
        file_id: fileId,
        ordinal: 0,
        line: 4,
        column_name: "monto",
        reason: "cast",
        text: "2026-01-03,doce",
      })
      .execute();
    return { runId: run.id, insightId: insight.id };
  });
  const shareId = await withScope(
    db,
    scope,
    async (tx) =>
      (
        await shareByLink(tx, fileId, randomUUID(), {
          mayDownload: false,
          expiresAt: new Date(Date.now() + 86_400_000),
        })
      ).id,
  );
  const notificationId = await withScope(
    db,
    scope,
    async (tx) =>
      (
        await tx
          .selectFrom("notifications")
          .select("id")
          .where("related_file_id", "=", fileId)
          .executeTakeFirstOrThrow()
      ).id,
  );
  const { hash: secretHash, prefix } = makeSecretKey();
  const key = await withScope(db, scope, (tx) =>
    insertApiKey(
      tx,
      { name: "Tablero", prefix, secretHash, scopes: ["files:read"], days: 30, sessionId: randomUUID() },
      { held: 1_000, perDay: 1_000 },
    ),
  );
  const { rows: sessions } = await server.database.signin.query<{ id: string }>(
    `insert into session ("expiresAt", token, "updatedAt", "userId", "sessionSeries")
     select now() + interval '1 hour', $1, now(), id, "sessionSeries" from "user" where id = $2 returning id`,
    [randomUUID(), scope.userId],
  );
  const sessionId = sessions[0]?.id ?? "";
  return { fileId, runId, notificationId, insightId, keyId: key?.id ?? "", content, shareId, sessionId };
}

const reading = {
  format: "csv",
  compression: "none",
  encoding: "utf-8",
  delimiter: ",",
  quote: '"',
  header_row: 1,
  decimal: ".",
  thousands: null,
  date_order: "ymd",
  sheet: null,
  sheets: [],
  reasons: [],
};

function column(name: string, type: string) {
  return {
    name,
    source_name: name,
    type,
    missing: 0,
    distinct: 2,
    distinct_exact: true,
    min: null,
    max: null,
    mean: null,
    top: [],
  };
}
