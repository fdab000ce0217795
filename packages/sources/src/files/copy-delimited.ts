import { StringDecoder } from "node:string_decoder";
import { Readable } from "node:stream";
import { Fault } from "@caudal/base/fault.ts";
import { figureType, type ColumnDecision } from "./decide-column.ts";
import { isNullText } from "./observe-column.ts";
import { CellTooLong, createDelimitedParser, isBlankRow, type Dialect } from "./parse-delimited.ts";
import { plainFigure } from "./read-figure.ts";
import { isoMoment } from "./read-moment.ts";
import { readWithProgress, scratchPath, writeScratch, type CopyContext } from "./scratch-copy.ts";

/** A cell in canonical form: plain decimals with a point, ISO dates; one that cannot be read stays as it is, and the engine sets its row aside. */
export function canonicalCell(raw: string, decision: ColumnDecision): string {
  const { kind } = decision.type;
  if (kind === "text") return raw;
  const cell = raw.trim();
  if (isNullText(cell)) return "";
  if (kind === "int" || kind === "decimal" || kind === "float")
    return plainFigure(cell, decision.decimal ?? (decision.thousands === "." ? "," : ".")) ?? raw;
  if (kind === "bool") return cell;
  const iso = isoMoment(cell, decision.order ?? "ymd");
  if (iso === null) return raw;
  return kind === "timestamp" && iso.length === 10 ? `${iso} 00:00:00` : iso;
}

/** A cell as CSV with commas: quoted where it must be. */
export function csvCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export type CanonicalCopy = {
  readonly path: string;
  /** Figures as they really are in the whole file: a type that the sample made too narrow is widened. */
  readonly decisions: readonly ColumnDecision[];
  readonly rows: number;
  /** Whether bytes that are no UTF-8, where no sample had looked, became U+FFFD. */
  readonly damaged: boolean;
};

/**
 * Writes the rows of a UTF-8 text from row `firstData` on as canonical CSV (comma, `"`, LF), one line for each row, blank rows as blank lines.
 * Rows of the wrong length keep theirs; only missing empty cells at the end are added when `pad` says so.
 */
export async function copyDelimited(
  path: string,
  dialect: Dialect,
  firstData: number,
  decisions: readonly ColumnDecision[],
  pad: boolean,
  context: CopyContext,
): Promise<CanonicalCopy> {
  const target = scratchPath(context, "csv");
  const widths = decisions.map(() => ({ integer: 0, scale: 0 }));
  const parser = createDelimitedParser(dialect, { maxCellLength: context.limits.maxCellLength });
  const decoder = new StringDecoder("utf8");
  let index = 0;
  let written = 0;
  let damaged = false;
  const write = (row: readonly string[]): string => {
    if (index++ < firstData) return "";
    if (isBlankRow(row)) return "\n";
    written++;
    const cells = row.map((raw, column) => {
      const decision = decisions[column];
      if (decision === undefined) return csvCell(raw);
      const cell = canonicalCell(raw, decision);
      measure(cell, decision, widths[column]);
      return csvCell(cell);
    });
    if (pad) while (cells.length < decisions.length) cells.push("");
    while (cells.length > decisions.length && cells.at(-1) === "") cells.pop();
    // A lone empty cell must not look like a blank line.
    return `${cells.length === 1 && cells[0] === "" ? '""' : cells.join(",")}\n`;
  };
  async function* lines(): AsyncGenerator<string> {
    const source = await readWithProgress(path, context);
    let first = true;
    for await (const chunk of source) {
      let text = decoder.write(chunk);
      damaged ||= text.includes("\ufffd") && !chunk.includes("\ufffd");
      if (first && text.startsWith("\ufeff")) text = text.slice(1);
      first = false;
      yield drain(text, false);
    }
    const rest = decoder.end();
    damaged ||= rest !== "";
    yield drain(rest, true);
  }
  function drain(text: string, final: boolean): string {
    let out = "";
    try {
      for (const row of parser.push(text, final)) out += write(row);
    } catch (thrown) {
      if (thrown instanceof CellTooLong)
        throw new Fault("file_no_table", {
          params: { reason: "line_too_long", length: thrown.length, limit: context.limits.maxCellLength },
          cause: thrown,
        });
      throw thrown;
    }
    return out;
  }
  await writeScratch(Readable.from(nonEmpty(lines())), [], target, context);
  return {
    path: target,
    decisions: decisions.map((decision, column) => widen(decision, widths[column])),
    rows: written,
    damaged,
  };
}

async function* nonEmpty(texts: AsyncGenerator<string>): AsyncGenerator<Buffer> {
  for await (const text of texts) if (text !== "") yield Buffer.from(text);
}

type Width = { integer: number; scale: number };

function measure(cell: string, decision: ColumnDecision, width: Width | undefined): void {
  if (width === undefined || (decision.type.kind !== "int" && decision.type.kind !== "decimal")) return;
  if (!/^-?\d+(?:\.\d+)?$/.test(cell)) return;
  const point = cell.indexOf(".");
  const start = cell.startsWith("-") ? 1 : 0;
  width.integer = Math.max(width.integer, (point === -1 ? cell.length : point) - start);
  width.scale = Math.max(width.scale, point === -1 ? 0 : cell.length - point - 1);
}

function widen(decision: ColumnDecision, width: Width | undefined): ColumnDecision {
  if (width === undefined || (decision.type.kind !== "int" && decision.type.kind !== "decimal")) return decision;
  const type = figureType(
    width.integer,
    Math.max(width.scale, decision.type.kind === "decimal" ? decision.type.scale : 0),
    false,
  );
  return { ...decision, type };
}
