import { setImmediate } from "node:timers/promises";
import { Readable } from "node:stream";
import { Fault } from "@caudal/base/fault.ts";
import type { auditRoutes } from "@caudal/contract/routes/audit.ts";
import { readWholeAudit, type AuditRecord } from "@caudal/db/audit/audit-chain.ts";
import { listAuditEntries, nameAuditedPeople } from "@caudal/db/queries/audit.ts";
import type { Database } from "@caudal/db/schema.ts";
import { readApart } from "@caudal/db/scope.ts";
import type { Kysely } from "kysely";
import type { HandlersOf } from "../http/route-handler.ts";
import { spoolLines, type SpoolPlace } from "./spool-lines.ts";
import { auditResource } from "./audit-resource.ts";
import { headsResource } from "./heads-resource.ts";
import type { ChainWatch } from "./chain-watch.ts";

/** Each keeps disk for as long as its reader takes. */
const exportsAtOnce = 2;
/** What must be free for an export to begin: it can be much more in the end, and is asked for as it is written. */
const firstBytes = 1 << 20;

/** `spool`: where an export waits for its reader. */
export function auditHandlers(
  db: Kysely<Database>,
  spool: SpoolPlace,
  watch: ChainWatch,
): HandlersOf<typeof auditRoutes> {
  let exporting = 0;
  return {
    listAudit: async ({ query, person, context }) => {
      const { cursor, limit, from, to, ...given } = query;
      const bounds = { from: from && withinReason(from), to: to && withinReason(to) };
      const filter = Object.fromEntries(
        Object.entries({ ...given, ...bounds }).filter(([, value]) => value !== undefined),
      );
      // A filter may look through all there is: nobody is to wait behind it.
      return readApart(db, person.scope, async (tx) => {
        const found = await listAuditEntries(tx, {
          ...filter,
          limit: limit + 1,
          ...(cursor === undefined ? {} : { before: cursor }),
        });
        const rows = found.slice(0, limit);
        const names = await nameAuditedPeople(
          tx,
          rows.map((row) => row.id),
        );
        return {
          items: rows.map((row) => auditResource(row, names, context.locale)),
          next: found.length > limit ? (rows.at(-1)?.id ?? null) : null,
        };
      });
    },

    getAuditHeads: async () => headsResource(watch),

    acknowledgeAuditHeads: async ({ body: { id, because }, context: { clientAddress: address, requestId } }) => {
      if (!(await watch.acknowledge(id, because, { address, requestId }))) throw new Fault("audit_heads_other");
      return headsResource(watch);
    },

    exportAudit: async ({ context }) => {
      await spool.space.require(firstBytes);
      if (exporting >= exportsAtOnce) throw new Fault("rate_limited", { params: { seconds: 30 } });
      exporting += 1;
      const lines = Readable.from(spoolLines(spool, exportLines(db)), { objectMode: false, signal: context.signal });
      // Read to its end, left, broken, or never begun.
      lines.once("close", () => (exporting -= 1));
      return new Response(Readable.toWeb(lines) as ReadableStream<Uint8Array>, {
        headers: { "content-type": "application/x-ndjson; charset=utf-8" },
      });
    },
  };
}

/** As it is at one moment, in a transaction that lasts as long as reading it does: whoever takes the lines must not keep it waiting. */
async function* exportLines(db: Kysely<Database>): AsyncGenerator<string, void> {
  const tx = await db.startTransaction().execute();
  try {
    let records = 0;
    for await (const page of readWholeAudit(tx)) {
      records += page.length;
      if (page.length > 0) yield lineOf(page);
      await setImmediate();
    }
    yield `${JSON.stringify({ kind: "end", records })}\n`;
  } finally {
    await tx.rollback().execute();
  }
}

function lineOf(page: readonly AuditRecord[]): string {
  return page.map((record) => `${JSON.stringify(record)}\n`).join("");
}

/** An instant as PostgreSQL reads it: with an offset that is a zone's, and a year that it knows. Nothing is audited outside of these. */
function withinReason(instant: string): string {
  const [first, last] = [Date.UTC(1970, 0, 1), Date.UTC(9999, 11, 31)];
  return new Date(Math.min(last, Math.max(first, Date.parse(instant)))).toISOString();
}
