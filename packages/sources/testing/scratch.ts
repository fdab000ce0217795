import { mkdtemp, readdir, rm, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import { inspectHere } from "../src/files/inspect-here.ts";
import type { InspectedFile, InspectOptions } from "../src/files/inspected-file.ts";

export type Workbench = {
  readonly folder: string;
  readonly scratchDir: string;
  /** Writes the bytes into the folder under a name of its own and inspects them as `fileName`, in this process. */
  readonly inspect: (
    fileName: string,
    bytes: string | Uint8Array,
    options?: Partial<InspectOptions>,
  ) => Promise<InspectedFile>;
  /** The same, for what must be refused: its Fault. */
  readonly refuse: (fileName: string, bytes: string | Uint8Array, options?: Partial<InspectOptions>) => Promise<Fault>;
  /** Names of the files that stand in the scratch folder. */
  readonly left: () => Promise<readonly string[]>;
  readonly remove: () => Promise<void>;
};

/** A folder for one test file. */
export async function openWorkbench(): Promise<Workbench> {
  const folder = await mkdtemp(join(tmpdir(), "caudal-sources-"));
  const scratchDir = join(folder, "scratch");
  await mkdir(scratchDir);
  let number = 0;
  async function inspect(
    fileName: string,
    bytes: string | Uint8Array,
    options: Partial<InspectOptions> = {},
  ): Promise<InspectedFile> {
    const path = join(folder, `file-${++number}`);
    await writeFile(path, bytes);
    return inspectHere(path, { fileName, scratchDir, ...options });
  }
  async function refuse(
    fileName: string,
    bytes: string | Uint8Array,
    options: Partial<InspectOptions> = {},
  ): Promise<Fault> {
    const outcome = await inspect(fileName, bytes, options).catch((thrown: unknown) => thrown);
    if (outcome instanceof Fault) return outcome;
    throw new Error(`${fileName} was not refused`, { cause: outcome });
  }
  return {
    folder,
    scratchDir,
    inspect,
    refuse,
    left: () => readdir(scratchDir),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
