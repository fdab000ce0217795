import { Fault } from "@caudal/base/fault.ts";
import { withoutUnseen } from "@caudal/contract/format/unseen.ts";

const maxBytes = 255;
/**
 * The name under which a file is shown, from what a browser sent: the last part of a path, without what cannot be seen. It is only
 * ever shown and stored, never a path of ours. At most 255 bytes of UTF-8.
 *
 * @throws Fault `upload_name_invalid` when nothing is left or it is too long.
 */
export function cleanFileName(sent: string): string {
  const base = sent.normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const name = withoutUnseen(base).trim();
  if (name === "" || name === "." || name === "..")
    throw new Fault("upload_name_invalid", {
      params: { reason: "empty", max: maxBytes, ...(name === "" ? {} : { name }) },
    });
  if (Buffer.byteLength(name, "utf8") > maxBytes)
    throw new Fault("upload_name_invalid", { params: { reason: "long", max: maxBytes, name: shortenName(name) } });
  return name;
}

const headUnits = 48;
const tailUnits = 16;
const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Beginning and end of a name that is too long to be told whole, so that it can be recognised; no letter or emoji is cut in two. */
function shortenName(name: string): string {
  const all = Array.from(letters.segment(name.toWellFormed()), ({ segment }) => segment);
  const head = take(all, headUnits);
  const tail = take(all.toReversed(), tailUnits).toReversed();
  return `${head.join("")}…${tail.join("")}`;
}

/** As many of them as fit, from the first on: a letter may carry hundreds of marks. */
function take(segments: readonly string[], units: number): string[] {
  let left = units;
  const end = segments.findIndex((segment) => (left -= segment.length) < 0);
  return segments.slice(0, end < 0 ? segments.length : end);
}
