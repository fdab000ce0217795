import { rm } from "node:fs/promises";
import { Fault } from "@caudal/base/fault.ts";
import type { FileReading, ReadingReason } from "@caudal/contract/resources/reading.ts";
import type { Scan } from "@caudal/tables/scan.ts";
import { copyDelimited } from "./copy-delimited.ts";
import { detectEncoding, type EncodingDecision } from "./detect-encoding.ts";
import { explainColumns } from "./explain-columns.ts";
import { planDelimited } from "./plan-delimited.ts";
import { growSamples, readSamples, type Samples } from "./read-samples.ts";
import { reason } from "./reason.ts";
import type { CopyContext } from "./scratch-copy.ts";
import { studyText, type TextStudy } from "./study-text.ts";
import { transcodeText } from "./transcode-text.ts";

export type Inspection = { readonly reading: FileReading; readonly scan: Scan; readonly scratch: readonly string[] };

/** A delimited text, unpacked, as a table: in place where the engine can read it as it stands, as a UTF-8 or canonical copy otherwise. */
export async function inspectDelimited(path: string, format: "csv" | "tsv", context: CopyContext): Promise<Inspection> {
  const original = await readSamples(path, context.limits.maxSampleBytes);
  const encoding = detectEncoding([original.head.bytes, ...original.others.map((sample) => sample.bytes)]);
  if (encoding.binary) throw new Fault("file_type_unknown", { params: { seen: "binary" } });
  const scratch: string[] = [];
  try {
    const nul = encoding.encoding === "utf-8" && holdsNul(original);
    const foreign = encoding.encoding !== "utf-8" || encoding.key === "encoding_utf8_damaged" || nul;
    const text = foreign ? await transcodeText(path, encoding, context) : path;
    if (foreign) scratch.push(text);
    const study = await growSamples(text, context.limits, (samples, last) =>
      studyText(samples, foreign ? 0 : encoding.bom, context.limits, last),
    );
    const { scan, more, made, damaged } = await prepareScan(text, study, context);
    if (made !== null) scratch.push(made);
    const reasons = [
      explainEncoding(damaged && !foreign ? { ...encoding, key: "encoding_utf8_damaged", certainty: 0.6 } : encoding),
      ...(nul ? [reason("encoding", "encoding_nul", 0.8)] : []),
      ...study.reasons,
    ];
    return { reading: describe(format, encoding, study, [...reasons, ...more]), scan, scratch };
  } catch (thrown) {
    for (const file of scratch) await rm(file, { force: true });
    throw thrown;
  }
}

async function prepareScan(
  path: string,
  study: TextStudy,
  context: CopyContext,
): Promise<{
  readonly scan: Scan;
  readonly more: readonly ReadingReason[];
  readonly made: string | null;
  readonly damaged: boolean;
}> {
  const { dialect, names, decisions, sights } = study;
  const plan = planDelimited(decisions, sights);
  const cause = study.copyCause ?? ("copy" in plan ? plan.copy : null);
  const columns = (types: typeof decisions) =>
    types.map((decision, index) => ({
      name: names.names[index]?.name ?? "",
      sourceName: names.names[index]?.sourceName ?? "",
      type: decision.type,
    }));
  if (cause === null && "options" in plan) {
    const scan: Scan = {
      kind: "csv",
      path,
      delimiter: dialect.delimiter,
      quote: dialect.quote,
      skip: study.firstData,
      columns: columns(decisions),
      ...plan.options,
      lineOffset: 0,
    };
    return { scan, more: explainColumns(names, decisions, sights), made: null, damaged: false };
  }
  const copy = await copyDelimited(path, dialect, study.firstData, decisions, study.pad, context);
  const scan: Scan = {
    kind: "csv",
    path: copy.path,
    delimiter: ",",
    quote: '"',
    skip: 0,
    columns: columns(copy.decisions),
    decimal: ".",
    thousands: "",
    dateFormat: "%Y-%m-%d",
    timestampFormat: null,
    nulls: [],
    lineOffset: study.firstData,
  };
  const told = cause === null ? [] : [reason("rows", `copy_${cause}`, 1)];
  return {
    scan,
    more: [...told, ...explainColumns(names, copy.decisions, sights)],
    made: copy.path,
    damaged: copy.damaged,
  };
}

function describe(
  format: "csv" | "tsv",
  encoding: EncodingDecision,
  study: TextStudy,
  reasons: readonly ReadingReason[],
): FileReading {
  const figured = study.decisions.find((decision) => decision.decimal !== null);
  const thousands = study.decisions.find((decision) => decision.thousands !== "");
  return {
    format: format === "tsv" && study.dialect.delimiter !== "\t" && study.width > 1 ? "csv" : format,
    compression: "none",
    encoding: encoding.encoding,
    delimiter: study.width > 1 ? study.dialect.delimiter : null,
    quote: study.dialect.quote === "" ? null : study.dialect.quote,
    header_row: study.header + 1,
    decimal: figured?.decimal ?? null,
    thousands: thousands?.thousands ?? null,
    date_order: study.decisions.find((decision) => decision.order !== null)?.order ?? null,
    sheet: null,
    sheets: [],
    reasons: [...reasons],
  };
}

function holdsNul(samples: Samples): boolean {
  return [samples.head, ...samples.others].some((sample) => sample.bytes.includes(0));
}

function explainEncoding(decision: EncodingDecision): ReadingReason {
  return reason("encoding", decision.key, decision.certainty, { encoding: decision.encoding });
}
