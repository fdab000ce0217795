import type { ChartData } from "../resources/chart.ts";
import type { Confidence, Evidence } from "../resources/insight.ts";
import type { FindingKind, FindingParams } from "./finding-params.ts";

/**
 * One thing worth saying about a table, before it has words: a key and the figures that it speaks with.
 * Labels in `data`, and the headings of rejected rows in `evidence`, that begin with "@" are names of `ChartWord`s, written out when the finding is rendered.
 */
export type FindingOf<K extends FindingKind> = {
  readonly key: K;
  readonly params: FindingParams[K];
  readonly data: ChartData;
  readonly evidence: Evidence;
  readonly confidence: Confidence;
  /** What `confidence` comes to, 0 to 1 (docs/confidence.md). */
  readonly confidenceScore: number;
  /** Columns that it speaks of. */
  readonly columns: readonly string[];
  /** 0 to 1 (docs/confidence.md says how it comes about). */
  readonly importance: number;
};

export type Finding = { readonly [K in FindingKind]: FindingOf<K> }[FindingKind];
