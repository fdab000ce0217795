import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { operatorTokenFile } from "@caudal/contract/routes/operator-token.ts";
import { loadSecretFile } from "@caudal/secrets/secret-file.ts";

/**
 * What makes somebody the operator: the token that is configured, else the one in the data folder, else a new one put there for its owner
 * alone, where the commands on this machine find it.
 */
export async function loadOperatorToken(configured: string | undefined, dataDir: string): Promise<string> {
  if (configured !== undefined && configured !== "") return configured;
  return loadSecretFile(join(dataDir, "secrets"), operatorTokenFile, () => randomBytes(32).toString("base64url"));
}
