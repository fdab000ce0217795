import { languageOf, type LanguageTag } from "../format/language-tag.ts";
import { fillTemplate } from "../messages/message.ts";
import type { Locale } from "../resources/common.ts";
import type { Check, CheckSubject, Difference, DifferenceCode, Verdict } from "../resources/verification.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";

/** What is said of receipts. `{name}` stands for a parameter; `names` are the words for fields and figures. */
export type ReceiptWords = {
  readonly subjects: Readonly<Record<CheckSubject, string>>;
  readonly outcomes: Readonly<Record<Check["outcome"], string>>;
  readonly reasons: Readonly<Record<Exclude<Check["because"], null>, string>>;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly differences: Readonly<Record<DifferenceCode, string>>;
  readonly names: Readonly<Record<string, string>>;
  readonly nothing: string;
  readonly wholeFile: string;
};

const catalogues: Readonly<Record<Locale, ReceiptWords>> = { es, en };

export function receiptWords(tag: LanguageTag): ReceiptWords {
  return catalogues[languageOf(tag)];
}

/** A difference as a sentence. */
export function renderDifference(tag: LanguageTag, { code, params }: Difference): string {
  const words = receiptWords(tag);
  const shown = Object.entries(params).map(([name, value]) => {
    const isNamed = (name === "field" || name === "figure") && typeof value === "string";
    if (isNamed && Object.hasOwn(words.names, value)) return [name, words.names[value]];
    if (name === "columns" && value === "") return [name, words.wholeFile];
    return [name, value ?? words.nothing];
  });
  return fillTemplate(words.differences[code], tag, Object.fromEntries(shown));
}

/** A check as its reader sees it: what was compared, and what there is to say. */
export function renderCheck(tag: LanguageTag, check: Check): { readonly title: string; readonly messages: string[] } {
  const words = receiptWords(tag);
  return {
    title: words.subjects[check.subject],
    messages: [
      ...(check.because === null ? [] : [words.reasons[check.because]]),
      ...check.differences.map((each) => renderDifference(tag, each)),
    ],
  };
}
