import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import { loadSecretFile } from "@caudal/secrets/secret-file.ts";

/** The key that signs sessions: the one that is configured, else the one in the data folder, else a new one put there for its owner alone. */
export async function loadAuthSecret(configured: string | undefined, dataDir: string): Promise<string> {
  if (configured === undefined)
    return loadSecretFile(join(dataDir, "secrets"), "auth-secret", () => randomBytes(48).toString("base64url"));
  if (configured.length < 32) throw new Fault("config_invalid", { params: { problems: "CAUDAL_AUTH_SECRET: < 32" } });
  return configured;
}
