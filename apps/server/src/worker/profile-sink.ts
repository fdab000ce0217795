import { Fault } from "@caudal/base/fault.ts";
import { toInsightBody } from "@caudal/contract/findings/render-finding.ts";
import {
  findProfiledFile,
  replaceFirstLook,
  replaceSecondLook,
  saveHash,
  saveReading,
  type Owner,
  type ProfiledFile,
} from "@caudal/db/queries/profiles.ts";
import { withRunScope } from "@caudal/db/runs/run-scope.ts";
import { withScope } from "@caudal/db/scope.ts";
import type { InsightBody } from "@caudal/contract/resources/insight.ts";
import type { Finding } from "@caudal/contract/findings/finding.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { ProfileSink } from "@caudal/flows/profile/profile-ports.ts";
import type { ClaimedRun } from "@caudal/runs/run.ts";
import type { ProfileHandlerPorts } from "./profile-handler.ts";

/** Writes a profile as the person who asked for it, each part in one transaction that first checks that the run is still this worker's. */
export function createProfileSink(ports: ProfileHandlerPorts, run: ClaimedRun, file: ProfiledFile): ProfileSink {
  const owner: Owner = { accountId: run.accountId, userId: run.userId, fileId: file.id, runId: run.id };
  const tableKey = tableKeyOf(file.objectKey);
  return {
    saveReading: (reading) => withRunScope(ports.db, run, (tx) => saveReading(tx, file.id, reading)),
    saveFirstLook: (look) => {
      const insights = look.findings.map((finding) => storedInsight(finding, file.locale));
      return withRunScope(ports.db, run, (tx) => replaceFirstLook(tx, owner, look, insights));
    },
    saveHash: (sha256) => withRunScope(ports.db, run, (tx) => saveHash(tx, file.id, sha256)),
    keepTable: async (parquetPath) => {
      // A worker that lost its run must not touch the table that the next one may have written.
      await withRunScope(ports.db, run, async () => undefined);
      await ports.objects.adopt(tableKey, parquetPath);
      await removeOfDeletedFile(ports, run, file);
      return ports.objects.localPath(tableKey);
    },
    saveSecondLook: (look) => {
      const insights = look.findings.map((finding) => storedInsight(finding, file.locale));
      return withRunScope(ports.db, run, (tx) => replaceSecondLook(tx, owner, look.columns, insights));
    },
  };
}

/** Title and description in the owner's language; the chart's labels stay keys, so that every reader gets them in his own. */
function storedInsight(finding: Finding, locale: Locale): InsightBody {
  return { ...toInsightBody(finding, locale), data: finding.data };
}

/** Whoever deletes a file removes what is on the disk then; the table of one that was deleted just before it was kept is removed here. */
async function removeOfDeletedFile(
  { db, objects }: ProfileHandlerPorts,
  run: ClaimedRun,
  file: ProfiledFile,
): Promise<void> {
  const stillThere = await withScope(db, run, (tx) => findProfiledFile(tx, file.id));
  if (stillThere !== null) return;
  await objects.remove(`${file.objectKey.slice(0, file.objectKey.lastIndexOf("/"))}/`);
  throw new Fault("run_lease_lost", { params: { run: run.id } });
}

/** Where the Parquet copy of a file's rows stands: beside the file as it arrived. */
export function tableKeyOf(objectKey: string): string {
  return `${objectKey.slice(0, objectKey.lastIndexOf("/"))}/table.parquet`;
}
