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
const figures: { readonly [L in Locale]: Figures } = { es: figuresFor("es"), en: figuresFor("en") };

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
  locale: Locale,
): RenderedFinding {
  return { ...renderWords(finding.key, finding.params, locale), data: localizeChart(finding.data, locale) };
}

/** The finding as the API and `caudal profile --json` give it. */
export function toInsightBody(finding: Finding, locale: Locale): InsightBody {
  return {
    type: typeOfFinding[finding.key],
    ...renderFinding(finding, locale),
    evidence: localizeEvidence(finding.evidence, locale),
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

function renderWords<K extends FindingKind>(key: K, params: FindingParams[K], locale: Locale) {
  const words: Wording[K] = wordings[locale][key];
  const write = figures[locale];
  return {
    title: words.title(params, write),
    description: words.description(params, write),
    action: words.action(params, write),
    method: words.method(params, write),
  };
}
