import { Fault } from "@caudal/base/fault.ts";
import { isAbsolute } from "node:path";
import type { DuckdbSettings } from "./settings.ts";
import { quoteLiteral } from "./sql/quote.ts";

/** Options with which the database is opened. */
export function openingOptions(settings: DuckdbSettings, spillFolder: string): Readonly<Record<string, string>> {
  return {
    memory_limit: `${settings.memoryLimitBytes}B`,
    threads: String(settings.threads),
    // A size of zero means "no limit" to DuckDB; no folder means that nothing is spilled.
    temp_directory: settings.maxSpillBytes === 0 ? "" : spillFolder,
    max_temp_directory_size: `${settings.maxSpillBytes}B`,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    allow_unsigned_extensions: "false",
    allow_persistent_secrets: "false",
  };
}

/**
 * Statements that narrow what SQL can reach, then lock the door: after the last one no setting can be changed.
 * A folder's own spelling decides: "/data/" is a folder and all below it, "/data/ventas.csv" one file.
 */
export function narrowingStatements(settings: DuckdbSettings): readonly string[] {
  for (const path of settings.allowedPaths) {
    if (!isAbsolute(path)) throw new Fault("internal", { params: { path }, cause: "an allowed path is not absolute" });
  }
  const folders = settings.allowedPaths.filter((path) => path.endsWith("/"));
  const files = settings.allowedPaths.filter((path) => !path.endsWith("/"));
  return [
    "SET enable_progress_bar = true",
    "SET enable_progress_bar_print = false",
    "SET TimeZone = 'UTC'",
    `SET allowed_directories = [${folders.map(quoteLiteral).join(", ")}]`,
    `SET allowed_paths = [${files.map(quoteLiteral).join(", ")}]`,
    "SET enable_external_access = false",
    "SET lock_configuration = true",
  ];
}
