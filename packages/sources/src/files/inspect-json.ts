import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { Fault } from "@caudal/base/fault.ts";
import type { ReadingReason } from "@caudal/contract/resources/reading.ts";
import { detectEncoding } from "./detect-encoding.ts";
import type { Inspection } from "./inspect-delimited.ts";
import { nameKeys } from "./name-columns.ts";
import { fewRows, growSamples, readSamples, type Samples } from "./read-samples.ts";
import { reason } from "./reason.ts";
import { renameKeys } from "./rename-keys.ts";
import { scratchPath, writeScratch, type CopyContext } from "./scratch-copy.ts";
import { createRecordSplitter, JsonBroken, type RecordText } from "./split-json.ts";
import { beginRecordStudy } from "./study-records.ts";
import { transcodeText } from "./transcode-text.ts";

/** A list at the root longer than this is not walked to its end before the engine reads it. */
const wholeBytes = 64 * 1024 * 1024;
/** So many records from the start are looked at one by one, after them every tenth. */
const recordsStudied = 10_000;
/** Lists in one document among which the longest is looked for; further ones are passed over. */
const maxLists = 100;

type Found = {
  readonly study: ReturnType<ReturnType<typeof beginRecordStudy>["decide"]>;
  /** Path of the list; null when each line is a record, or the whole text one. */
  readonly path: string | null;
  readonly single: boolean;
  readonly lists: number;
};

/** A JSON text as a table: a list of records (at the root, or the one list that an object holds), lines of records, or a single flat record. */
export async function inspectJson(path: string, format: "json" | "ndjson", context: CopyContext): Promise<Inspection> {
  const scratch: string[] = [];
  try {
    const samples = await readSamples(path, context.limits.maxSampleBytes);
    const encoding = detectEncoding([samples.head.bytes, ...samples.others.map((sample) => sample.bytes)]);
    if (encoding.binary) throw new Fault("file_type_unknown", { params: { seen: "binary" } });
    const foreign = encoding.encoding !== "utf-8" || encoding.bom > 0 || encoding.key === "encoding_utf8_damaged";
    const text = foreign ? await transcodeText(path, encoding, context) : path;
    if (foreign) scratch.push(text);
    const found =
      format === "ndjson" ? await studyLines(text, context) : await studyDocument(text, samples.size, context);
    const { study } = found;
    if (study.keys.length === 0) throw new Fault("file_no_table", { params: { reason: "no_keys" } });
    if (study.keys.length > context.limits.maxColumns)
      throw new Fault("file_too_many_columns", {
        params: { columns: study.keys.length, limit: context.limits.maxColumns },
      });
    const names = nameKeys(study.keys);
    const renamed = names.some((column) => column.name !== column.sourceName);
    const inPlace = !renamed && (format === "ndjson" || (found.path === "" && !found.single));
    const target = inPlace
      ? text
      : await copyRecords(
          text,
          found,
          renamed ? new Map(names.map((column) => [column.sourceName, column.name])) : null,
          format,
          context,
        );
    if (!inPlace) scratch.push(target);
    const columns = names.map((column, index) => ({
      ...column,
      type: study.decisions[index]?.type ?? { kind: "text" as const },
    }));
    const reasons: ReadingReason[] = [
      reason("encoding", encoding.key, encoding.certainty, { encoding: encoding.encoding }),
      ...(found.path !== null && found.path !== ""
        ? [reason("rows", "rows_array", found.lists > 1 ? 0.6 : 0.95, { path: found.path })]
        : []),
      ...(found.single ? [reason("rows", "rows_single", 0.9)] : []),
      ...study.decisions.flatMap((decision, index) =>
        decision.key === "types_clear"
          ? []
          : [
              reason("types", decision.key, decision.key === "types_mixed" ? 0.8 : 1, {
                column: names[index]?.name ?? "",
                example: decision.example,
                count: 0,
              }),
            ],
      ),
    ].slice(0, 60);
    return {
      reading: {
        format,
        compression: "none",
        encoding: encoding.encoding,
        delimiter: null,
        quote: null,
        header_row: null,
        decimal: null,
        thousands: null,
        date_order: study.decisions.find((decision) => decision.order !== null)?.order ?? null,
        sheet: null,
        sheets: [],
        reasons,
      },
      scan: {
        kind: "json",
        path: target,
        layout: inPlace && format === "json" ? "array" : "newline",
        columns,
        dateFormat: study.dateFormat,
        timestampFormat: study.timestampFormat,
      },
      scratch,
    };
  } catch (thrown) {
    for (const file of scratch) await rm(file, { force: true });
    if (thrown instanceof JsonBroken)
      throw new Fault(thrown.truncated ? "file_truncated" : "file_damaged", {
        params: { format: "json" },
        cause: thrown,
      });
    throw thrown;
  }
}

async function studyLines(path: string, context: CopyContext): Promise<Found> {
  return growSamples(path, context.limits, (samples, last) => studySampledLines(samples, context, last));
}

/** Null when too few whole lines stand in samples that are not the last to be had. */
function studySampledLines(samples: Samples, context: CopyContext, last: boolean): Found | null {
  const study = beginRecordStudy(context.limits.maxColumns);
  let lines = 0;
  for (const sample of [samples.head, ...samples.others]) {
    const pieces = sample.bytes.toString("utf8").split("\n");
    if (sample.offset > 0) pieces.shift();
    if (!samples.whole && sample !== samples.others.at(-1)) pieces.pop();
    for (const line of pieces) {
      if (line.trim() === "") continue;
      lines++;
      study.observe(line);
    }
  }
  if (lines < (last ? 1 : fewRows) && !samples.whole) return null;
  if (lines === 0) throw new Fault("file_empty");
  if (study.count() < lines * 0.5) throw new Fault("file_damaged", { params: { format: "ndjson" } });
  return { study: study.decide(), path: null, single: false, lists: 0 };
}

/** One walk over the whole document, or over its beginning when it is a long list at the root. */
async function studyDocument(path: string, size: number, context: CopyContext): Promise<Found> {
  const studies = new Map<string, { readonly study: ReturnType<typeof beginRecordStudy>; count: number }>();
  const splitter = createRecordSplitter(context.limits.maxCellLength, context.limits.maxColumns);
  let read = 0;
  let first = "";
  let complete = true;
  for await (const text of readText(path, context)) {
    if (first === "") first = text.slice(0, 2_000_000);
    read += text.length;
    for (const record of splitter.push(text)) noteRecord(studies, record, context.limits.maxColumns);
    if (read > wholeBytes && studies.size === 1 && studies.has("")) {
      complete = false;
      break;
    }
  }
  const other = complete ? splitter.finish().other : 0;
  const lists = [...studies].toSorted((a, b) => b[1].count - a[1].count);
  const best = lists[0];
  if (/^\s*\{\s*"type"\s*:\s*"(?:FeatureCollection|Topology|GeometryCollection)"/.test(first))
    throw new Fault("file_no_table", { params: { reason: "geometry" } });
  if (best === undefined) return studySingle(first, size, other, context.limits.maxColumns);
  if (best[0] === "" && other > best[1].count) throw new Fault("file_no_table", { params: { reason: "not_records" } });
  return { study: best[1].study.decide(), path: best[0], single: false, lists: lists.length };
}

function noteRecord(
  studies: Map<string, { readonly study: ReturnType<typeof beginRecordStudy>; count: number }>,
  { path, text }: RecordText,
  maxKeys: number,
): void {
  let entry = studies.get(path);
  if (entry === undefined) {
    if (studies.size >= maxLists) return;
    entry = { study: beginRecordStudy(maxKeys), count: 0 };
    studies.set(path, entry);
  }
  entry.count++;
  if (entry.count <= recordsStudied || entry.count % 10 === 0) entry.study.observe(text);
}

/** A document without a list of records: one flat object is one record, anything else no table. */
function studySingle(text: string, size: number, other: number, maxKeys: number): Found {
  const study = beginRecordStudy(maxKeys);
  const flat = size <= text.length * 4 && other === 0 && study.observe(text) && study.count() === 1;
  const decided = study.decide();
  if (!flat || decided.decisions.some((decision) => decision.type.kind === "json")) {
    throw new Fault(
      /^\s*\[\s*\]\s*$/.test(text) ? "file_empty" : "file_no_table",
      /^\s*\[\s*\]\s*$/.test(text) ? {} : { params: { reason: "no_records" } },
    );
  }
  return { study: decided, path: null, single: true, lists: 0 };
}

/** Writes the records of the chosen list as one line each, with the names that the columns got. */
async function copyRecords(
  path: string,
  found: Found,
  names: ReadonlyMap<string, string> | null,
  format: "json" | "ndjson",
  context: CopyContext,
): Promise<string> {
  const target = scratchPath(context, "ndjson");
  const line = (text: string): string => `${names === null ? flattenLines(text) : renameKeys(text, names)}\n`;
  async function* lines(): AsyncGenerator<string> {
    const splitter = createRecordSplitter(context.limits.maxCellLength);
    let rest = "";
    for await (const text of readText(path, context)) {
      if (format === "ndjson" || found.single) {
        rest += text;
        const end = found.single ? -1 : rest.lastIndexOf("\n");
        if (end === -1) continue;
        yield rest
          .slice(0, end)
          .split("\n")
          .filter((piece) => piece.trim() !== "")
          .map(line)
          .join("");
        rest = rest.slice(end + 1);
      } else {
        let out = "";
        for (const record of splitter.push(text)) if (record.path === found.path) out += line(record.text);
        if (out !== "") yield out;
      }
    }
    if (rest.trim() !== "") yield line(rest);
  }
  await writeScratch(Readable.from(lines()), [], target, context);
  return target;
}

/** Line ends between the tokens of a record; within strings JSON allows none. */
function flattenLines(text: string): string {
  return /[\r\n]/.test(text) ? text.replaceAll(/[\r\n]+/g, " ") : text;
}

async function* readText(path: string, context: CopyContext): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  const source = createReadStream(path, {
    highWaterMark: 1024 * 1024,
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  });
  for await (const chunk of source) {
    const text = decoder.write(chunk);
    if (text !== "") yield text;
  }
  const rest = decoder.end();
  if (rest !== "") yield rest;
}
