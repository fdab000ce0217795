import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import { loadSecretFile } from "@caudal/secrets/secret-file.ts";

/** The secret under which the audit is chained: the one that is configured, else the one in the data folder, else a new one put there. */
export async function loadAuditSecret(configured: string | undefined, dataDir: string): Promise<string> {
  if (configured === undefined)
    return loadSecretFile(join(dataDir, "secrets"), "audit-key", () => randomBytes(48).toString("base64url"));
  if (configured.length < 32) throw new Fault("config_invalid", { params: { problems: "CAUDAL_AUDIT_KEY: < 32" } });
  return configured;
}
