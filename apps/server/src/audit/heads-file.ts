import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { linesOfHeads, parseHead, type ChainHead } from "@caudal/audit/chain-head.ts";

/** The ends of the chain as they were, one a line, in a file that only grows until it is thinned out. */
export type HeadsFile = {
  /** The newest head; null when there is none. */
  readonly last: () => ChainHead | null;
  /** Returns once the disk has it. */
  append(head: ChainHead): Promise<void>;
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
  };
}

/** The whole line or nothing of it: half a head, on a disk that was full, would spoil the next one as well. */
async function appendLine(path: string, line: string): Promise<void> {
  const file = await open(path, "a", 0o600);
  try {
    const { size } = await file.stat();
    try {
      await file.appendFile(`${line}\n`);
      await file.sync();
    } catch (error) {
      await file.truncate(size);
      throw error;
    }
  } finally {
    await file.close();
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

/** As a whole or not at all, and on the disk with its name when this returns. */
async function rewrite(folder: string, path: string, lines: readonly string[]): Promise<void> {
  const draft = `${path}.${process.pid}`;
  try {
    const file = await open(draft, "w", 0o600);
    try {
      await file.writeFile(lines.map((line) => `${line}\n`).join(""));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
