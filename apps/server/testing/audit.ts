import { deriveAuditKey, type AuditKey } from "@caudal/audit/audit-key.ts";
import { auditEntry, auditSeal } from "@caudal/audit/audit-entry.ts";
import type { AuditReport } from "@caudal/audit/finding.ts";
import { createChainVerifier } from "@caudal/audit/verify-chain.ts";
import { readWholeAudit } from "@caudal/db/audit/audit-chain.ts";
import type { TestDatabase } from "@caudal/db/testing/test-database.ts";

export const testAuditSecret = "a-secret-of-the-audit-for-tests-of-more-than-32";
export const testAuditKey: AuditKey = deriveAuditKey(testAuditSecret);

/** Verifies a database's chain as it stands, with these lines of a file of heads. */
export function verifyDatabase(
  database: TestDatabase,
  lines: readonly string[] = [],
  key: AuditKey = testAuditKey,
): Promise<AuditReport> {
  return database.app.db.transaction().execute(async (tx) => {
    const verifier = createChainVerifier(key, { lines, noted: [] });
    for await (const page of readWholeAudit(tx)) {
      for (const record of page) {
        if (record.kind === "unsealed") verifier.unsealed(auditEntry.parse(record.entry));
        else verifier.seal(auditSeal.parse(record.seal), auditEntry.nullable().parse(record.entry));
      }
    }
    return verifier.report();
  });
}
