import { randomUUID } from "node:crypto";
import type { ReceiptContent } from "@caudal/contract/resources/receipt.ts";
import type { ReceiptFacts } from "@caudal/contract/resources/verification.ts";
import { digestValue } from "../src/digest-value.ts";

const sha = (figure: string) => figure.repeat(64);

/** A receipt of a run that read a file of two columns, with one finding and one rejected row. */
export function sampleContent(): ReceiptContent {
  const at = "2026-11-21T10:00:00.123456Z";
  return {
    version: 1,
    run: {
      id: randomUUID(),
      kind: "profile",
      state: "succeeded",
      attempts: 1,
      request_id: "req-1",
      queued_at: at,
      started_at: at,
      finished_at: at,
      steps: [{ name: "read", state: "done", attempt: 1, started_at: at, finished_at: at }],
    },
    engine: { name: "embedded", version: "DuckDB 1.5.6" },
    account_id: randomUUID(),
    user_id: randomUUID(),
    input: {
      file_id: randomUUID(),
      name: "ventas \u{1F600}.csv",
      size: 40,
      sha256: sha("a"),
      uploaded_at: at,
      reading: null,
    },
    left: {
      rows: 2,
      rejected: 1,
      columns: [
        { name: "fecha", type: "date", missing: 0, distinct: 2, distinct_exact: true, min: "a", max: "b", mean: null },
        { name: "monto", type: "int64", missing: 1, distinct: 1, distinct_exact: true, min: "1", max: "1", mean: 0.1 },
      ],
      table: {
        sha256: sha("b"),
        bytes: 900,
        rows: 2,
        algorithm: "duckdb-hash 1.5.6",
        checksum: "1f",
        columns: [
          { name: "fecha", present: 2, checksum: "2f" },
          { name: "monto", present: 1, checksum: "3f" },
        ],
      },
      insights: {
        count: 1,
        sha256: sha("c"),
        items: [
          {
            id: randomUUID(),
            key: "missing_column",
            wave: 1,
            columns: ["monto"],
            sha256: sha("d"),
            query: "SELECT count(*) FROM file",
          },
        ],
      },
      rejects: { kept: 1, sha256: sha("e") },
    },
    failure: null,
  };
}

/** What is there when nothing was touched since. */
export function untouched(content: ReceiptContent): ReceiptFacts {
  const { input, left } = content;
  const { table } = left;
  return {
    content,
    original: input === null || input.sha256 === null ? null : { size: input.size, sha256: input.sha256 },
    table: table === null ? null : { sha256: table.sha256, bytes: table.bytes, contents: table },
    shown: { rows: left.rows, rejected: left.rejected, columns: left.columns },
    replaced_by: null,
    being_replaced_by: null,
    record: { sha256: digestValue(content), audit: "same" },
  };
}
