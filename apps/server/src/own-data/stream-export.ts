import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { PersonScope } from "@caudal/db/scope.ts";
import { listEntries, type ExportPorts } from "./export-entries.ts";
import { exportWords } from "./export-words.ts";
import { writeZip, type ZipSource } from "./write-zip.ts";

/**
 * All that is a person's, as a zip that is written as fast as it is read: one entry at a time, so that it takes the same memory for gigabytes as
 * for nothing. The manifest with the sum of every other entry comes last, and behind it the archive's directory: a download that was cut has
 * neither, and no program opens it. A failure on the way cuts it likewise.
 */
export function streamExport(
  ports: ExportPorts,
  person: PersonScope,
  locale: LanguageTag,
  signal: AbortSignal,
): { readonly archive: Readable; readonly name: string } {
  const words = exportWords(locale);
  const entries = withManifest(listEntries(ports, person, locale), words.manifest);
  const archive = Readable.from(writeZip(entries), { objectMode: false, highWaterMark: 1 << 17 });
  signal.addEventListener("abort", () => archive.destroy(), { once: true });
  return { archive, name: words.archive(new Date().toISOString().slice(0, 10)) };
}

/** The entries, and one more with the sum of each. An entry is asked for when the one before it was read: its sum stands by then. */
export async function* withManifest(entries: AsyncIterable<ZipSource>, path: string): AsyncGenerator<ZipSource> {
  const sums: string[] = [];
  for await (const entry of entries) {
    const hash = createHash("sha256");
    let bytes = 0;
    const watched = async function* (content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of content) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    };
    yield { ...entry, open: async () => watched(await entry.open()) };
    sums.push(JSON.stringify({ path: entry.path, bytes, sha256: hash.digest("hex") }));
  }
  yield { path, open: async () => manifestText(sums) };
}

async function* manifestText(sums: readonly string[]): AsyncGenerator<Buffer> {
  yield Buffer.from('{"algorithm":"sha256","entries":[');
  for (const [index, sum] of sums.entries()) yield Buffer.from(`${index === 0 ? "" : ","}\n${sum}`);
  yield Buffer.from("\n]}\n");
}
