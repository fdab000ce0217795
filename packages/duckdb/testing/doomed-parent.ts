/** A process that opens DuckDB, sets it to work, says its pid, and waits to be killed. */
import { join } from "node:path";
import { openDuckdb } from "../src/open-duckdb.ts";

const folder = process.argv[2] ?? "";
const duckdb = await openDuckdb({
  memoryLimitBytes: 128 * 1024 * 1024,
  spillDir: join(folder, "spill"),
  maxSpillBytes: 1024 * 1024 * 1024,
  threads: 1,
  allowedPaths: [],
});
await duckdb.execute("CREATE TABLE numbers AS SELECT 1 AS n");
const busy = duckdb.execute("SELECT sum(hash(a.range + b.range)) FROM range(100000000) a, range(100000000) b");
process.send?.(duckdb.pid);
await busy;
