import { stat } from "node:fs/promises";
import type { TableDigest } from "@caudal/contract/resources/receipt.ts";
import type { Engine } from "@caudal/engines/engine.ts";
import { hashFile } from "./hash-file.ts";

/** What a receipt says of a Parquet copy: its bytes hashed here while the engine adds up its rows in its own process. */
export async function digestTable(
  engine: Pick<Engine, "checksumParquet">,
  path: string,
  signal: AbortSignal,
): Promise<TableDigest> {
  const [{ size }, sha256, contents] = await Promise.all([
    stat(path),
    hashFile(path, signal),
    engine.checksumParquet(path),
  ]);
  return {
    rows: contents.rows,
    algorithm: contents.algorithm,
    checksum: contents.checksum,
    columns: [...contents.columns],
    sha256,
    bytes: size,
  };
}
