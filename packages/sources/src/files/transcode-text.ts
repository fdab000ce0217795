import { Transform } from "node:stream";
import iconv from "iconv-lite";
import type { EncodingDecision } from "./detect-encoding.ts";
import { readWithProgress, scratchPath, writeScratch, type CopyContext } from "./scratch-copy.ts";

/** Writes a text as UTF-8 without byte order mark and without NUL characters into the scratch folder. Bytes that are no character become U+FFFD. */
export async function transcodeText(path: string, decision: EncodingDecision, context: CopyContext): Promise<string> {
  const target = scratchPath(context, "txt");
  await writeScratch(await readWithProgress(path, context), [decodeStream(decision)], target, context);
  return target;
}

function decodeStream(decision: EncodingDecision): Transform {
  const decoder =
    decision.encoding === "utf-8" ? utf8Decoder() : iconv.getDecoder(decision.encoding, { stripBOM: false });
  let skip = decision.bom;
  const clean = (text: string): Buffer => Buffer.from(text.includes("\0") ? text.replaceAll("\0", "") : text, "utf8");
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const cut = Math.min(skip, chunk.length);
      skip -= cut;
      done(null, clean(decoder.write(chunk.subarray(cut))));
    },
    flush(done) {
      const rest = decoder.end();
      done(null, rest === undefined || rest === "" ? undefined : clean(rest));
    },
  });
}

function utf8Decoder() {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return {
    write: (bytes: Buffer): string => decoder.decode(bytes, { stream: true }),
    end: (): string => decoder.decode(),
  };
}
