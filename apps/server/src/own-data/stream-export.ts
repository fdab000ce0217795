import { createHash } from "node:crypto";
import { PassThrough, Readable, Transform, pipeline } from "node:stream";
import { finished } from "node:stream/promises";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { PersonScope } from "@caudal/db/scope.ts";
import { ZipFile } from "yazl";
import { listEntries, type Entry, type ExportPorts } from "./export-entries.ts";
import { exportWords } from "./export-words.ts";

type Sum = { readonly path: string; readonly bytes: number; readonly sha256: string };

/** From here on an entry needs the longer form; a little less than its limit, because compression may add. */
const zip64From = 0xf000_0000;

/**
 * All that is a person's, as a zip that is written as fast as it is read: one entry at a time, so that it takes the same memory for gigabytes as
 * for nothing. The manifest with the sum of every other entry comes last, and behind it the archive's directory: a download that was cut has
 * neither, and no program opens it. A failure on the way cuts it likewise.
 */
export async function streamExport(
  ports: ExportPorts,
  person: PersonScope,
  locale: LanguageTag,
  signal: AbortSignal,
): Promise<{ readonly archive: Readable; readonly name: string }> {
  const words = exportWords(locale);
  const zip = new ZipFile();
  const archive = new PassThrough({ highWaterMark: 1 << 18 });
  zip.on("error", (error: Error) => archive.destroy(error));
  pipeline(Readable.from(zip.outputStream), archive, () => undefined);
  signal.addEventListener("abort", () => archive.destroy(), { once: true });

  const write = async (): Promise<void> => {
    const sums: Sum[] = [];
    for await (const entry of listEntries(ports, person, locale)) {
      if (archive.destroyed) return;
      sums.push(await addEntry(zip, entry, archive));
    }
    await addEntry(zip, { path: words.manifest, open: async () => Readable.from([manifestOf(sums)]) }, archive);
    zip.end();
  };
  write().catch((error: unknown) => archive.destroy(error instanceof Error ? error : new Error("export failed")));
  return { archive, name: words.archive(new Date().toISOString().slice(0, 10)) };
}

/** Adds one entry and waits until it was read to its end; gives its sum. */
async function addEntry(zip: ZipFile, entry: Entry, archive: Readable): Promise<Sum> {
  const hash = createHash("sha256");
  let bytes = 0;
  const content = await entry.open();
  const watched = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  pipeline(content, watched, () => undefined);
  const stop = (): void => void watched.destroy();
  archive.once("close", stop);
  try {
    zip.addReadStream(watched, entry.path, {
      mtime: new Date(),
      compressionLevel: 1,
      forceZip64Format: (entry.size ?? 0) > zip64From,
    });
    await finished(watched);
  } finally {
    archive.off("close", stop);
  }
  return { path: entry.path, bytes, sha256: hash.digest("hex") };
}

function manifestOf(sums: readonly Sum[]): string {
  return `${JSON.stringify({ algorithm: "sha256", entries: sums }, null, 2)}\n`;
}
