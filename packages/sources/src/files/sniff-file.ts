import { Fault } from "@caudal/base/fault.ts";
import type { FileKind } from "./file-kind.ts";

/** What the file at `path` is, by its content: reads its head and its tail only. `fileName` breaks ties. */
export async function sniffFile(path: string, fileName = ""): Promise<FileKind> {
  throw new Fault("file_type_unknown", { params: { name: fileName, path } });
}
