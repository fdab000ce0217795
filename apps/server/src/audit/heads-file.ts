import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { linesOfHeads, parseHead, type ChainHead } from "@caudal/audit/chain-head.ts";
import { appendLine, readIfThere, renameIfThere, rewrite } from "./line-file.ts";

/** The ends of the chain as they were, one a line, in a file that only grows until it is thinned out. */
export type HeadsFile = {
  /** The newest head; null when there is none. */
  readonly last: () => ChainHead | null;
  readonly lines: () => readonly string[];
  /** Returns once the disk has it. */
  append(head: ChainHead): Promise<void>;
  /** Keeps the file under the name `heads.<label>.jsonl`, and begins another. */
  putAside(label: string): Promise<void>;
};

/** More are thinned out: of the older half every tenth is kept. */
const maxLines = 10_000;

/** Opens `<folder>/heads.jsonl`. A line that a crash tore off is taken away; it was not acknowledged. */
export async function openHeadsFile(folder: string, limit = maxLines): Promise<HeadsFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, "heads.jsonl");
  const text = await readIfThere(path);
  let lines = [...linesOfHeads(text)];
  let last = lines.map(parseHead).findLast((head) => head !== null) ?? null;
  if (!text.endsWith("\n")) await rewrite(folder, path, lines);
  return {
    last: () => last,
    lines: () => lines,
    append: async (head) => {
      const line = JSON.stringify(head);
      if (lines.length >= limit) {
        const half = Math.floor(lines.length / 2);
        const thinned = [...lines.filter((_, index) => index >= half || index % 10 === 0), line];
        await rewrite(folder, path, thinned);
        lines = thinned;
      } else {
        await appendLine(path, line);
        lines.push(line);
      }
      last = head;
    },
    putAside: async (label) => {
      await renameIfThere(folder, path, join(folder, `heads.${label}.jsonl`));
      [lines, last] = [[], null];
    },
  };
}
