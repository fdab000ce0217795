import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The folder of PostgreSQL 17's binaries. Throws where its optional package is not installed (another platform than Linux on x64). */
export function findPostgres17(): string {
  const native = join(dirname(dirname(createRequire(import.meta.filename).resolve("postgres-17-linux-x64"))), "native");
  if (!existsSync(join(native, "bin", "postgres"))) throw new Error(`no postgres in ${native}`);
  return native;
}
