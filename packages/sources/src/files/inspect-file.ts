import { Fault } from "@caudal/base/fault.ts";
import type { InspectedFile, InspectOptions } from "./inspected-file.ts";

/** Decides how a file that a person sent is read as one table. Throws Faults `file_*`, and `run_cancelled` when aborted. */
export async function inspectFile(path: string, options: InspectOptions): Promise<InspectedFile> {
  throw new Fault("file_type_unknown", { params: { name: options.fileName, path } });
}
