import { styleText } from "node:util";
import { figuresFor } from "@caudal/contract/findings/figures.ts";
import { languageOf, type LanguageTag } from "@caudal/contract/format/language-tag.ts";
import { numberFormat } from "@caudal/contract/format/number-format.ts";
import type { InsightBody } from "@caudal/contract/resources/insight.ts";
import type { ProfileDocument } from "@caudal/contract/resources/profile-document.ts";
import { words } from "../words/words.ts";

export type WriteOptions = {
  readonly tag: LanguageTag;
  readonly top: number;
  readonly seconds: number;
  readonly color: boolean;
  /** Columns of the terminal; where there is none, as wide as is good to read. */
  readonly columns: number;
};

/** Wider lines are hard to follow. */
const widestLine = 96;
/** What a terminal would obey: names and values of a file are shown, never carried out. */
const controls = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const indent = " ".repeat(4);

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** The profile as a person reads it in a terminal: a line of figures, then the insights, what matters most first. */
export function writeInsights(profile: ProfileDocument, options: WriteOptions): string {
  const said = words[languageOf(options.tag)];
  const width = Math.max(20, Math.min(widestLine, options.columns));
  const paint: Paint = (style, text) => (options.color ? styleText(style, text, { validateStream: false }) : text);
  const shown = options.top === 0 ? profile.insights : profile.insights.slice(0, options.top);
  const counts = {
    rows: profile.rows,
    rejected: profile.rejected,
    columns: profile.columns.length,
    seconds: numberFormat(options.tag, { maximumFractionDigits: 1 }).format(options.seconds),
  };
  const figures = said.summary(counts, figuresFor(options.tag));
  const left = profile.insights.length - shown.length;
  return [
    ...headOf([clean(profile.file.name)], figures, width, paint),
    "",
    ...(shown.length === 0
      ? wrap(said.nothing, width)
      : shown.flatMap((insight, index) => [...insightLines(insight, index + 1, options.tag, width, paint), ""])),
    ...(left > 0 ? wrap(said.more(left), width) : []),
    "",
  ]
    .join("\n")
    .replace(/\n+$/, "\n");
}

function insightLines(insight: InsightBody, place: number, tag: LanguageTag, width: number, paint: Paint): string[] {
  const said = words[languageOf(tag)];
  const inner = width - indent.length;
  const sure = said.sure(writeConfidence(insight, tag));
  const action = insight.action === "" ? [] : wrap(`${said.why}: ${clean(insight.action)}`, inner);
  const lines = [
    ...headOf(wrap(clean(insight.title), inner), sure, inner, paint, "dim"),
    ...wrap(clean(insight.description), inner),
    ...action.map((line) => paint("cyan", line)),
  ];
  return lines.map((line, index) => (index === 0 ? `${String(place).padStart(2)}. ` : indent) + line);
}

/** Lines in bold, and after the last of them, or below where the terminal is narrow, what belongs to them. */
function headOf(lines: readonly string[], rest: string, width: number, paint: Paint, style?: "dim"): string[] {
  const soft = (text: string): string => (style === undefined ? text : paint(style, text));
  const bold = lines.map((line) => paint("bold", line));
  const last = lines.at(-1) ?? "";
  if (last.length + 2 + rest.length > width) return [...bold, ...wrap(rest, width).map(soft)];
  return [...bold.slice(0, -1), `${paint("bold", last)}  ${soft(rest)}`];
}

/** What a test says is never certain, and a part that was not read is never rounded away. */
export function writeConfidence(
  { confidence, confidence_score }: Pick<InsightBody, "confidence" | "confidence_score">,
  tag: LanguageTag,
): string {
  const percent = numberFormat(tag, { style: "percent", maximumFractionDigits: 1 });
  const nearly = 0.999;
  if (confidence.formula === "one_minus_q" && confidence_score > nearly) return `> ${percent.format(nearly)}`;
  return percent.format(Math.floor(confidence_score * 1000 + 1e-9) / 1000);
}

function clean(text: string): string {
  return text.replace(controls, "�");
}

/** Breaks at blanks so that lines stay within `width`; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  if (text.length <= width) return [text];
  const lines: string[] = [];
  for (const word of text.split(/ +/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
