import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { operatorTokenFile } from "@caudal/contract/routes/operator-token.ts";

/**
 * What shows a server that its operator asks: `CAUDAL_METRICS_TOKEN`, else, for a server on this very machine, the token that it put into
 * its data folder, which its own user and root can read. Nothing of this machine is sent to another one.
 */
export async function operatorHeaders(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
  dataDir: string = env["CAUDAL_DATA_DIR"] ?? ".caudal",
): Promise<{ readonly authorization?: string }> {
  const configured = env["CAUDAL_METRICS_TOKEN"];
  if (configured !== undefined && configured !== "") return { authorization: `Bearer ${configured}` };
  if (!isThisMachine(new URL(url).hostname)) return {};
  // Without it the server says what is missing.
  const token = await readFile(join(dataDir, "secrets", operatorTokenFile), "utf8").catch(() => "");
  return token === "" ? {} : { authorization: `Bearer ${token.trim()}` };
}

function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
