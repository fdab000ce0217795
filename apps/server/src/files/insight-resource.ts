import { localizeEvidence } from "@caudal/contract/findings/chart-words.ts";
import { isFindingKind, renderFinding } from "@caudal/contract/findings/render-finding.ts";
import { parseFindingParams } from "@caudal/contract/findings/stored-params.ts";
import { ChartData } from "@caudal/contract/resources/chart.ts";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import { Confidence, Evidence, InsightParams, type Insight } from "@caudal/contract/resources/insight.ts";
import type { InsightRow } from "@caudal/db/queries/insights.ts";

/** A stored finding in a reader's language. One that this version has no words for keeps the words that it was stored with. */
export function insightResource(row: InsightRow, locale: LanguageTag): Insight {
  const data = ChartData.safeParse(row.data).data ?? { chart: "none" as const };
  return {
    id: row.id,
    file_id: row.file_id,
    user_id: row.user_id,
    type: row.insight_type,
    ...wordsOf(row, data, locale),
    evidence: localizeEvidence(Evidence.safeParse(row.evidence).data ?? { query: "", method: "", rows: null }, locale),
    confidence_score: Number(row.confidence_score),
    confidence: Confidence.safeParse(row.confidence).data ?? { formula: "counted", inputs: {} },
    key: row.key,
    params: InsightParams.safeParse(row.params).data ?? {},
    columns: row.columns,
    importance: row.importance,
    wave: row.wave === 1 ? 1 : 2,
    created_at: row.created_at.toISOString(),
  };
}

function wordsOf(row: InsightRow, data: ChartData, locale: LanguageTag) {
  const stored = { title: row.title, description: row.description ?? "", action: "", method: "", data };
  if (!isFindingKind(row.key)) return stored;
  const params = parseFindingParams(row.key, row.params);
  // Parameters of another version: what was said when it was found is still true.
  return params === null ? stored : renderFinding({ key: row.key, params, data }, locale);
}
