import { duckdbVersion } from "@caudal/duckdb/duckdb-version.ts";

/** What a receipt says of this engine. */
export const embeddedIdentity = { name: "embedded", version: `DuckDB ${duckdbVersion}` } as const;
