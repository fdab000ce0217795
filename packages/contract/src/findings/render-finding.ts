import { languageOf, type LanguageTag } from "../format/language-tag.ts";
import type { Locale } from "../resources/common.ts";
import type { ChartData } from "../resources/chart.ts";
import { InsightParams, type InsightBody } from "../resources/insight.ts";
import { localizeChart, localizeEvidence } from "./chart-words.ts";
import { enWords } from "./en/words.ts";
import { esWords } from "./es/words.ts";
import { figuresFor, type Figures } from "./figures.ts";
import type { Finding } from "./finding.ts";
import { typeOfFinding, type FindingKind, type FindingParams } from "./finding-params.ts";
import type { Wording } from "./finding-words.ts";

const wordings: { readonly [L in Locale]: Wording } = { es: esWords, en: enWords };

/** Making formatters costs more than writing with them. Bounded, for whoever asks chooses the tag. */
const figures = new Map<LanguageTag, Figures>();
const keptFigures = 32;

/** A finding in words: plain text, in which names and values of the file stand as they are (escape them where you show them). */
export type RenderedFinding = {
  readonly title: string;
  readonly description: string;
  readonly action: string;
  readonly method: string;
  readonly data: ChartData;
};

/** Writes a finding for a reader. Takes what is stored of it, so that another reader gets it in another language later. */
export function renderFinding<K extends FindingKind>(
  finding: { readonly key: K; readonly params: FindingParams[K]; readonly data: ChartData },
  tag: LanguageTag,
): RenderedFinding {
  return { ...renderWords(finding.key, finding.params, tag), data: localizeChart(finding.data, tag) };
}

/** The finding as the API and `caudal profile --json` give it. */
export function toInsightBody(finding: Finding, tag: LanguageTag): InsightBody {
  return {
    type: typeOfFinding[finding.key],
    ...renderFinding(finding, tag),
    evidence: localizeEvidence(finding.evidence, tag),
    confidence_score: finding.confidenceScore,
    confidence: finding.confidence,
    key: finding.key,
    params: InsightParams.parse(finding.params),
    columns: [...finding.columns],
    importance: finding.importance,
  };
}

/** Whether a stored key is one that this version has words for. */
export function isFindingKind(key: string): key is FindingKind {
  return Object.hasOwn(typeOfFinding, key);
}

function renderWords<K extends FindingKind>(key: K, params: FindingParams[K], tag: LanguageTag) {
  const words: Wording[K] = wordings[languageOf(tag)][key];
  const write = figuresOf(tag);
  return {
    title: words.title(params, write),
    description: words.description(params, write),
    action: words.action(params, write),
    method: words.method(params, write),
  };
}

function figuresOf(tag: LanguageTag): Figures {
  const kept = figures.get(tag);
  if (kept !== undefined) return kept;
  if (figures.size >= keptFigures) figures.clear();
  const made = figuresFor(tag);
  figures.set(tag, made);
  return made;
}
