import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import iconv from "iconv-lite";
import type { EncodingDecision } from "./detect-encoding.ts";
import type { Compression } from "./file-kind.ts";
import { defaultLimits } from "./limits.ts";

/** A longer line is no record that we read. */
const maxLineLength = defaultLimits.maxCellLength;

/**
 * What is wanted of a JSON text whose first line goes on past the head: the characters other than white space before and after
 * that line's end. `after` is "" where the text ends with its first line, and null where that was not reached.
 */
export type LineEdge = { readonly before: string; readonly after: string | null };

/**
 * Reads on until the first line has ended and something follows it, or until it is longer than any record. In JSON no line ends within
 * a string, so that a text whose first line closes an object and whose next one opens another is no single document.
 */
export async function findLineEdge(
  path: string,
  compression: Compression,
  encoding: Pick<EncodingDecision, "encoding" | "bom">,
): Promise<LineEdge> {
  const decoder = iconv.getDecoder(encoding.encoding);
  const edge = beginEdge();
  const source = createReadStream(path, { highWaterMark: 256 * 1024 });
  const unpacked = compression === "gzip" ? source.pipe(createGunzip()) : source;
  source.once("error", (cause) => unpacked.destroy(cause));
  try {
    for await (const chunk of unpacked) if (edge.take(decoder.write(chunk))) return edge.seen();
    edge.end();
  } catch {
    // A packed text that breaks off is told as such by whoever unpacks it whole.
    return { before: "", after: null };
  } finally {
    source.destroy();
  }
  return edge.seen();
}

/** Takes a text piece by piece; `take` answers whether enough was seen. */
function beginEdge() {
  let length = 0;
  let before = "";
  let lineEnded = false;
  let after: string | null = null;

  function take(piece: string): boolean {
    let rest = piece;
    if (!lineEnded) {
      if (before === "") rest = rest.trimStart();
      const end = rest.search(/[\r\n]/);
      const line = end === -1 ? rest : rest.slice(0, end);
      before = line.trimEnd().at(-1) ?? before;
      length += line.length;
      if (end === -1) return length > maxLineLength;
      lineEnded = true;
      rest = rest.slice(end);
    }
    after = rest.trimStart()[0] ?? null;
    return after !== null;
  }

  return {
    take,
    end: (): void => void (after ??= ""),
    seen: (): LineEdge => ({ before, after }),
  };
}
