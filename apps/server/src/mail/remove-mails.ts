import { open, opendir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { domainToASCII } from "node:url";
import type { ErasableMails } from "@caudal/db/queries/erasure.ts";
import { fileOfDraft } from "./mail-drafts.ts";

/** A mail says to whom it goes in its first lines. */
const headBytes = 8_192;

/**
 * Removes mails from a folder of files that were written for somebody: those of these entries, and what lies there to these addresses since
 * before they asked to go, drafts of a server that was killed included. Whoever has the address next
 * keeps theirs. Gives how many went. Of each file the head alone is read.
 */
export async function removeMails(folder: string, { addresses, entries, until }: ErasableMails): Promise<number> {
  const known = new Set(addresses.flatMap(writtenForms));
  const named = new Set(entries);
  let removed = 0;
  for await (const name of namesIn(folder)) {
    const path = join(folder, name);
    const entry = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.eml$/.exec(fileOfDraft(name) ?? name)?.[1] ?? "";
    if (!named.has(entry) && !(known.size > 0 && (await isOlder(path, until)) && known.has(await recipientOf(path))))
      continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

/** Names of mails and of their drafts; none where there is no folder. */
async function* namesIn(folder: string): AsyncGenerator<string, void> {
  const directory = await opendir(folder).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (directory === null) return;
  for await (const { name } of directory) if (name.endsWith(".eml") || fileOfDraft(name) !== null) yield name;
}

async function isOlder(path: string, than: Date): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && found.mtimeMs <= than.getTime();
}

async function recipientOf(path: string): Promise<string> {
  // Somebody took it away meanwhile.
  const file = await open(path, "r").catch(() => null);
  if (file === null) return "";
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(headBytes) });
    const [head = ""] = buffer.toString("utf8", 0, bytesRead).split("\r\n\r\n");
    const [, to = ""] = /^To:[ \t]*(.*)$/im.exec(head.replace(/\r\n[ \t]+/g, " ")) ?? [];
    return (/<([^<>]*)>\s*$/.exec(to)?.[1] ?? to).trim().toLowerCase();
  } finally {
    await file.close();
  }
}

/** As people write it, and as a mail does where its domain is no ASCII. */
function writtenForms(address: string): readonly string[] {
  const at = address.lastIndexOf("@");
  const small = address.toLowerCase();
  return [small, `${small.slice(0, at)}@${domainToASCII(small.slice(at + 1))}`];
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
