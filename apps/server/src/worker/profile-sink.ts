import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { Fault } from "@caudal/base/fault.ts";
import { toInsightBody } from "@caudal/contract/findings/render-finding.ts";
import {
  findProfiledFile,
  noteTable,
  saveFirstLook,
  saveHash,
  saveReading,
  saveSecondLook,
  saveTable,
  type Owner,
  type ProfiledFile,
} from "@caudal/db/queries/profiles.ts";
import { findSuperseded, forgetSuperseded } from "@caudal/db/queries/superseded-profiles.ts";
import { withRunScope } from "@caudal/db/runs/run-scope.ts";
import { withScope } from "@caudal/db/scope.ts";
import type { InsightBody } from "@caudal/contract/resources/insight.ts";
import type { Finding } from "@caudal/contract/findings/finding.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import { embeddedIdentity } from "@caudal/engines/embedded/embedded-identity.ts";
import type { ProfileSink } from "@caudal/flows/profile/profile-ports.ts";
import type { ClaimedRun } from "@caudal/runs/run.ts";
import type { ProfileSinkPorts } from "./worker-ports.ts";

/** Writes a profile as the person who asked for it, each part in one transaction that first checks that the run is still this worker's. */
export function createProfileSink(ports: ProfileSinkPorts, run: ClaimedRun, file: ProfiledFile): ProfileSink {
  const { db, objects } = ports;
  const owner: Owner = { accountId: run.accountId, userId: run.userId, fileId: file.id, runId: run.id };
  return {
    saveReading: async (reading) => {
      await removeSuperseded(ports, run, owner);
      await withRunScope(db, run, (tx) => saveReading(tx, owner, reading, embeddedIdentity));
    },
    saveFirstLook: (look) => {
      const insights = look.findings.map((finding) => storedInsight(finding, file.locale));
      return withRunScope(db, run, (tx) => saveFirstLook(tx, owner, look, insights));
    },
    saveHash: (sha256) => withRunScope(db, run, (tx) => saveHash(tx, owner, sha256)),
    keepTable: async (parquetPath, digest) => {
      const key = newTableKey(file.objectKey, run);
      const { size } = await stat(parquetPath);
      await withRunScope(db, run, (tx) => noteTable(tx, owner, key, size));
      await objects.adopt(key, parquetPath);
      try {
        await removeOfDeletedFile(ports, run, file);
        await withRunScope(db, run, (tx) => saveTable(tx, owner, key, digest));
      } catch (error) {
        // A worker that lost its run meanwhile: whoever has it now may have tidied up before this table stood there.
        if (error instanceof Fault && error.code === "run_lease_lost") await objects.remove(key);
        throw error;
      }
      return objects.localPath(key);
    },
    saveSecondLook: async (look) => {
      const insights = look.findings.map((finding) => storedInsight(finding, file.locale));
      await withRunScope(db, run, (tx) => saveSecondLook(tx, owner, look.columns, insights));
      await removeSuperseded(ports, run, owner);
    },
  };
}

/**
 * What no reader sees any more goes: first the tables, then the note of where they stand. Beside an older copy of the database all of it
 * stays, because the newer one may show it; a later run takes it along.
 */
async function removeSuperseded(
  { db, objects, mayRemove }: ProfileSinkPorts,
  run: ClaimedRun,
  owner: Owner,
): Promise<void> {
  const superseded = await withRunScope(db, run, (tx) => findSuperseded(tx, owner));
  if (superseded.tableKeys.length > 0 && !(await mayRemove())) return;
  for (const key of superseded.tableKeys) await objects.remove(key);
  await withRunScope(db, run, (tx) => forgetSuperseded(tx, owner, superseded));
}

/** Title and description in the owner's language; the labels of chart and evidence stay keys, so that every reader gets them in his own. */
function storedInsight(finding: Finding, locale: Locale): InsightBody {
  return { ...toInsightBody(finding, locale), data: finding.data, evidence: finding.evidence };
}

/** Whoever deletes a file removes what is on the disk then; the table of one that was deleted just before it was kept is removed here. */
async function removeOfDeletedFile(
  { db, objects }: ProfileSinkPorts,
  run: ClaimedRun,
  file: ProfiledFile,
): Promise<void> {
  const stillThere = await withScope(db, run, (tx) => findProfiledFile(tx, file.id));
  if (stillThere !== null) return;
  await objects.remove(`${file.objectKey.slice(0, file.objectKey.lastIndexOf("/"))}/`);
  throw new Fault("run_lease_lost", { params: { run: run.id } });
}

/**
 * Where an attempt writes the Parquet copy of a file's rows: beside the file as it arrived, under a key that no other attempt has. A worker
 * that was taken for dead and wakes up writes over nobody's, and neither does one that carries out the same attempt in a copy of the database.
 */
function newTableKey(objectKey: string, run: Pick<ClaimedRun, "id" | "token">): string {
  return `${objectKey.slice(0, objectKey.lastIndexOf("/"))}/table-${run.id}-${run.token}-${randomUUID().slice(0, 8)}.parquet`;
}
