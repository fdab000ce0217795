import manifest from "@duckdb/node-api/package.json" with { type: "json" };

/** The version of DuckDB that its process runs, such as "1.5.6": known without starting one. The package appends its own revision. */
export const duckdbVersion = manifest.version.replace(/-r\.\d+$/, "");
