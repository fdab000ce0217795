import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { AuditKey } from "@caudal/audit/audit-key.ts";
import { linesOfHeads } from "@caudal/audit/chain-head.ts";
import { readDisagreement, type Disagreement } from "@caudal/audit/disagreement.ts";
import { appendLine, readIfThere, renameIfThere, rewrite } from "./line-file.ts";

/** What nobody has acknowledged yet, in `<folder>/disagreements.jsonl`: a restart does not forget it. */
export type DisagreementsFile = {
  /** As it was when the file was opened. */
  readonly standing: readonly Disagreement[];
  append(found: Disagreement): Promise<void>;
  putAside(label: string): Promise<void>;
};

export async function openDisagreementsFile(folder: string, key: AuditKey, readAt: string): Promise<DisagreementsFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, "disagreements.jsonl");
  const text = await readIfThere(path);
  const lines = linesOfHeads(text);
  if (text !== "" && !text.endsWith("\n")) await rewrite(folder, path, lines);
  return {
    standing: lines.map((line) => readDisagreement(key, line, readAt)),
    append: (found) => appendLine(path, JSON.stringify(found)),
    putAside: (label) => renameIfThere(folder, path, join(folder, `disagreements.${label}.jsonl`)),
  };
}
