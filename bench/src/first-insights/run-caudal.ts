/** Caudal: from a file as it arrived until its first insights are stored, with reading of the dialect and starting of the engine. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSettings } from "@caudal/base/config.ts";
import { serverSettings } from "@caudal/base/server-settings.ts";
import { connectDatabase } from "@caudal/db/connect.ts";
import { findProfiledFile } from "@caudal/db/queries/profiles.ts";
import { withRunScope } from "@caudal/db/runs/run-scope.ts";
import { openEmbeddedEngine } from "@caudal/engines/embedded/open-embedded-engine.ts";
import { profileFile } from "@caudal/flows/profile/profile-file.ts";
import type { FirstLook } from "@caudal/flows/profile/profile-ports.ts";
import { openFolderStore } from "@caudal/objects/folder-store.ts";
import type { ClaimedRun } from "@caudal/runs/run.ts";
import { defaultLimits } from "@caudal/sources/files/limits.ts";
import { createProfileSink } from "@caudal/server/worker/profile-sink.ts";
import { openScratchFolders } from "@caudal/server/worker/scratch-folders.ts";

/** What a server gives the engine where nobody says otherwise. */
const { engineMemory } = parseSettings({ engineMemory: serverSettings.engineMemory }, {}, []);
const [path = "", threads = "2", url = "", handed = "{}"] = process.argv.slice(2);
const given = JSON.parse(handed) as Omit<ClaimedRun, "token"> & { token: string };
const run: ClaimedRun = { ...given, token: BigInt(given.token) };
const folder = await mkdtemp(join(tmpdir(), "caudal-bench-run-"));
const { db, close } = connectDatabase(url, { applicationName: "bench" });
const enough = new AbortController();
const stored: FirstLook[] = [];
try {
  const file = await withRunScope(db, run, (tx) => findProfiledFile(tx, run.fileId ?? ""));
  if (file === null) throw new Error("the run has no file");
  const objects = openFolderStore(join(folder, "objects"));
  const scratch = openScratchFolders(join(folder, "scratch"), async () => new Set());
  const sink = createProfileSink({ db, objects, scratch, mayRemove: async () => true }, run, file);
  await profileFile(
    {
      file: { path, name: file.name },
      scratchDir: folder,
      limits: defaultLimits,
      openEngine: (signal) =>
        openEmbeddedEngine({
          memoryLimitBytes: engineMemory,
          threads: Number(threads),
          spillDir: join(folder, "spill"),
          maxSpillBytes: 4_000_000_000,
          allowedPaths: [path, `${folder}/`],
          signal,
        }),
      sink: {
        ...sink,
        async saveFirstLook(look) {
          await sink.saveFirstLook(look);
          stored.push(look);
          enough.abort();
        },
      },
    },
    { signal: enough.signal, log: async () => undefined, step: (_, work) => work(() => undefined) },
  ).catch((error: unknown) => {
    if (stored.length === 0) throw error;
  });
} finally {
  await close();
  await rm(folder, { recursive: true, force: true });
}
const summaries = stored[0]?.columns.map(({ name, min, max }) => [name, min, max]) ?? [];
process.stdout.write(JSON.stringify({ summaries, insights: stored[0]?.findings.length ?? 0 }));
