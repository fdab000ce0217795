import type { ProfileDocument } from "@caudal/contract/resources/profile-document.ts";
import type { ReceiptContent, TableDigest } from "@caudal/contract/resources/receipt.ts";
import { embeddedIdentity } from "@caudal/engines/embedded/embedded-identity.ts";
import { digestValue } from "@caudal/receipts/digest-value.ts";

/** The receipt of a profile that this command made: without ids, since it knows no accounts and keeps no rows. */
export function localReceipt(
  profile: ProfileDocument,
  table: TableDigest | null,
  at: { readonly started: Date; readonly finished: Date },
): ReceiptContent {
  const items = profile.insights.map((insight) => ({
    id: null,
    key: insight.key,
    wave: 2 as const,
    columns: insight.columns,
    // In no language: a finding is its key and its figures.
    sha256: digestValue({ key: insight.key, params: insight.params, columns: insight.columns }),
    query: insight.evidence.query,
  }));
  return {
    version: 1,
    run: {
      id: null,
      kind: "profile",
      state: "succeeded",
      attempts: 1,
      request_id: null,
      queued_at: at.started.toISOString(),
      started_at: at.started.toISOString(),
      finished_at: at.finished.toISOString(),
      steps: [],
    },
    engine: embeddedIdentity,
    account_id: null,
    user_id: null,
    input: { file_id: null, ...pick(profile.file), uploaded_at: null },
    left: {
      rows: profile.rows,
      rejected: profile.rejected,
      columns: profile.columns.map(({ source_name: _source, top: _top, ...column }) => column),
      table,
      insights: { count: items.length, sha256: digestValue(items), items },
      rejects: { kept: 0, sha256: digestValue([]) },
    },
    failure: null,
  };
}

function pick({ name, size, sha256, reading }: ProfileDocument["file"]) {
  return { name, size, sha256, reading };
}
