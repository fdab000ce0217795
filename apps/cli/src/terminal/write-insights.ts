import { styleText } from "node:util";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { InsightBody } from "@caudal/contract/resources/insight.ts";
import type { ProfileDocument } from "@caudal/contract/resources/profile-document.ts";
import { words } from "../words/words.ts";

export type WriteOptions = {
  readonly locale: Locale;
  readonly top: number;
  readonly seconds: number;
  readonly color: boolean;
};

const lineWidth = 96;
/** What a terminal would obey: names and values of a file are shown, never carried out. */
const controls = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The profile as a person reads it in a terminal: a line of figures, then the insights, what matters most first. */
export function writeInsights(profile: ProfileDocument, options: WriteOptions): string {
  const said = words[options.locale];
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    options.color ? styleText(style, text, { validateStream: false }) : text;
  const shown = options.top === 0 ? profile.insights : profile.insights.slice(0, options.top);
  const figures = said.summary({
    rows: profile.rows,
    rejected: profile.rejected,
    columns: profile.columns.length,
    seconds: new Intl.NumberFormat(options.locale, { maximumFractionDigits: 1 }).format(options.seconds),
  });
  const left = profile.insights.length - shown.length;
  return [
    `${paint("bold", clean(profile.file.name))}  ${figures}`,
    "",
    ...(shown.length === 0
      ? [said.nothing]
      : shown.flatMap((insight, index) => [writeInsight(insight, index + 1, options, paint), ""])),
    ...(left > 0 ? [said.more(left)] : []),
    "",
  ]
    .join("\n")
    .replace(/\n+$/, "\n");
}

function writeInsight(
  insight: InsightBody,
  place: number,
  options: WriteOptions,
  paint: (style: Parameters<typeof styleText>[0], text: string) => string,
): string {
  const said = words[options.locale];
  const indent = " ".repeat(4);
  return [
    `${String(place).padStart(2)}. ${paint("bold", clean(insight.title))}  ${paint("dim", said.sure(writeConfidence(insight, options.locale)))}`,
    ...wrap(clean(insight.description), lineWidth - indent.length).map((line) => indent + line),
    ...(insight.action === ""
      ? []
      : wrap(`${said.why}: ${clean(insight.action)}`, lineWidth - indent.length).map(
          (line) => indent + paint("cyan", line),
        )),
  ].join("\n");
}

/** What a test says is never certain, and a part that was not read is never rounded away. */
export function writeConfidence(
  { confidence, confidence_score }: Pick<InsightBody, "confidence" | "confidence_score">,
  locale: Locale,
): string {
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const nearly = 0.999;
  if (confidence.formula === "one_minus_q" && confidence_score > nearly) return `> ${percent.format(nearly)}`;
  return percent.format(Math.floor(confidence_score * 1000 + 1e-9) / 1000);
}

function clean(text: string): string {
  return text.replace(controls, "�");
}

/** Breaks at blanks so that lines stay within `width`; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/ +/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
