import { dirname, join } from "node:path";
import { Fault, toFault } from "@caudal/base/fault.ts";
import { findProfiledFile, type ProfiledFile } from "@caudal/db/queries/profiles.ts";
import { findRunState } from "@caudal/db/queries/runs.ts";
import { withRunScope } from "@caudal/db/runs/run-scope.ts";
import { withScope } from "@caudal/db/scope.ts";
import { openEmbeddedEngine } from "@caudal/engines/embedded/open-embedded-engine.ts";
import { hashFile } from "@caudal/flows/profile/hash-file.ts";
import { profileFile, profileSteps } from "@caudal/flows/profile/profile-file.ts";
import type { ClaimedRun, RunContext } from "@caudal/runs/run.ts";
import type { RunHandler } from "@caudal/runs/run-handler.ts";
import { finalStates } from "@caudal/runs/transitions.ts";
import type { ReadingLimits } from "@caudal/sources/files/limits.ts";
import { createProfileSink } from "./profile-sink.ts";
import type { ProfileHandlerPorts } from "./worker-ports.ts";

/** Bytes, milliseconds, and the folder below which objects stand. */
export type EngineSettings = {
  readonly memoryLimitBytes: number;
  readonly threads: number;
  readonly timeLimitMs: number;
  readonly limits: ReadingLimits;
};

/** Carries out runs of kind "profile": one file, read and measured by an engine process of its own. */
export function createProfileHandler(ports: ProfileHandlerPorts, settings: EngineSettings): RunHandler {
  return { steps: profileSteps, carryOut: (context) => carryOutProfile(ports, settings, context) };
}

async function carryOutProfile(
  ports: ProfileHandlerPorts,
  settings: EngineSettings,
  context: RunContext,
): Promise<void> {
  const { run } = context;
  const file =
    run.fileId === null ? null : await withRunScope(ports.db, run, (tx) => findProfiledFile(tx, run.fileId ?? ""));
  if (file === null) throw new Fault("not_found");
  const path = await ports.objects.localPath(file.objectKey);
  const scratch = await ports.scratch.open(run.id, run.token.toString());
  const scratchDir = scratch.attempt;
  const spillDir = join(scratchDir, "spill");
  const spill = await ports.spillRoom.take(spillDir);
  try {
    await profileFile(
      {
        file: { path, name: file.name },
        scratchDir,
        limits: settings.limits,
        sink: createProfileSink(ports, run, file),
        timeLimitMs: settings.timeLimitMs,
        openEngine: (signal) =>
          openEmbeddedEngine({
            memoryLimitBytes: settings.memoryLimitBytes,
            threads: settings.threads,
            maxSpillBytes: spill.bytes,
            spillDir,
            allowedPaths: [path, `${scratch.run}/`, `${dirname(path)}/`],
            signal: AbortSignal.any([signal, spill.signal]),
          }),
      },
      context,
    );
  } catch (thrown) {
    const error = spill.explain(thrown);
    await hashUnread(ports, run, file, path, toFault(error)).catch(() => undefined);
    if (!(await isWorthKeeping(ports, run, toFault(error)))) await ports.scratch.remove(run.id);
    throw error;
  } finally {
    spill.release();
  }
  await ports.scratch.remove(run.id);
}

/** A file that cannot be read ends its run before all of it was hashed; its receipt names it by its bytes all the same. */
async function hashUnread(
  ports: ProfileHandlerPorts,
  run: ClaimedRun,
  file: ProfiledFile,
  path: string,
  fault: Fault,
): Promise<void> {
  if (!fault.code.startsWith("file_") || fault.persistence === "transient") return;
  await createProfileSink(ports, run, file).saveHash(await hashFile(path, new AbortController().signal));
}

/** Another attempt goes on from what this one left on the disk. A failure for good leaves nothing, and a full disk is given its space back. */
async function isWorthKeeping({ db }: ProfileHandlerPorts, run: ClaimedRun, fault: Fault): Promise<boolean> {
  if (fault.code !== "run_lease_lost") return fault.persistence === "transient" && fault.code !== "storage_full";
  // Another worker may be at it this moment; when nobody will be (the file was deleted), there is nothing to keep.
  const known = await withScope(db, run, (tx) => findRunState(tx, run.id)).catch(() => "running" as const);
  return known !== null && !finalStates.includes(known);
}
