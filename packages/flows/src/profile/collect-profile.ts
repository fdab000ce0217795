import { toInsightBody } from "@caudal/contract/findings/render-finding.ts";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { ProfileDocument } from "@caudal/contract/resources/profile-document.ts";
import type { TableDigest } from "@caudal/contract/resources/receipt.ts";
import type { ColumnProfile, FileReading } from "@caudal/contract/resources/reading.ts";
import type { Finding } from "@caudal/insights/finding.ts";
import { rankFindings } from "@caudal/insights/rank-findings.ts";
import { profileFile, profileSteps, type ProfileStepName } from "./profile-file.ts";
import type { ProfilePorts, ProfileSink } from "./profile-ports.ts";

export type CollectOptions = Omit<ProfilePorts, "sink" | "file"> & {
  readonly file: { readonly path: string; readonly name: string; readonly size: number };
  readonly locale: LanguageTag;
  readonly signal: AbortSignal;
  /** Told of the rows as they were read, added up. */
  readonly onTable?: (digest: TableDigest) => void;
  /** `fraction` is of the whole, 0 to 1. */
  readonly onProgress: (step: ProfileStepName, fraction: number) => void;
};

/** A profile in one go and in memory, for a caller who waits for it: no run, no database. */
export async function collectProfile(options: CollectOptions): Promise<ProfileDocument> {
  let reading: FileReading | null = null;
  let columns: readonly ColumnProfile[] = [];
  let figures = { rows: 0, rejected: 0 };
  let sha256 = "";
  const findings: Finding[] = [];
  const sink: ProfileSink = {
    saveReading: async (value) => void (reading = value),
    saveFirstLook: async (look) => {
      figures = { rows: look.rows, rejected: look.rejected };
      columns = look.columns;
      findings.push(...look.findings);
    },
    keepTable: async (path, digest) => {
      options.onTable?.(digest);
      return path;
    },
    saveHash: async (value) => void (sha256 = value),
    saveSecondLook: async (look) => {
      columns = look.columns;
      findings.push(...look.findings);
    },
  };
  await profileFile(
    { ...options, sink },
    {
      signal: options.signal,
      step: stepsWithProgress(options.onProgress),
      // Who waits for it sees the progress; the document says the rest.
      log: async () => undefined,
    },
  );
  if (reading === null) throw new Error("a profile ended without a reading");
  return {
    file: { name: options.file.name, size: options.file.size, sha256, reading },
    ...figures,
    columns: [...columns],
    insights: rankFindings(findings).map((finding) => toInsightBody(finding, options.locale)),
  };
}

function stepsWithProgress(onProgress: CollectOptions["onProgress"]): Parameters<typeof profileFile>[1]["step"] {
  const total = Object.values(profileSteps).reduce((sum, weight) => sum + weight, 0);
  let before = 0;
  return async (name, work) => {
    const step = name as ProfileStepName;
    const from = before;
    onProgress(step, from / total);
    const result = await work(({ fraction }) => onProgress(step, (from + profileSteps[step] * fraction) / total));
    before += profileSteps[step];
    return result;
  };
}
