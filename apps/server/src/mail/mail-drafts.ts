import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** The name of a mail's file until it is whole: `.<file>.<12 hexadecimal digits>`, another one each time. */
export function nameDraft(file: string): string {
  return `.${file}.${randomBytes(6).toString("hex")}`;
}

const form = /^\.(.+\.eml)\.[0-9a-f]{12}$/;

/** The file that a draft was to become; null for what is no draft. */
export function fileOfDraft(name: string): string | null {
  return form.exec(name)?.[1] ?? null;
}

/**
 * Removes what servers left that were killed while they wrote: the mail itself is written again by whoever sends it next. So is one that
 * another server is writing at this very moment. Gives how many went.
 */
export async function removeDrafts(folder: string): Promise<number> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  });
  const drafts = names.filter((name) => fileOfDraft(name) !== null);
  for (const name of drafts) await rm(join(folder, name), { force: true });
  return drafts.length;
}
