import type { FindingKind } from "@caudal/contract/findings/finding-params.ts";

/**
 * How much a kind of finding can change a decision at its strongest, 0 to 1. First what makes every figure wrong or describes the whole business,
 * then what misleads one column, last what only describes. docs/confidence.md explains it.
 */
const weights: { readonly [K in FindingKind]: number } = {
  rejected_rows: 0.95,
  concentrated: 0.92,
  trend_value: 0.9,
  duplicate_rows: 0.88,
  trend_rows: 0.8,
  missing_widely: 0.8,
  groups_differ: 0.66,
  missing_column: 0.8,
  category_variants: 0.75,
  few_negatives: 0.75,
  almost_key: 0.72,
  numbers_related: 0.66,
  time_gaps: 0.7,
  mixed_column: 0.7,
  future_dates: 0.7,
  remote_dates: 0.68,
  placeholder_values: 0.7,
  outliers: 0.72,
  weekly_pattern: 0.65,
  missing_together: 0.62,
  identity_holds: 0.6,
  categories_related: 0.58,
  column_copied: 0.55,
  code_affix: 0.68,
  value_follows: 0.36,
  columns_synonymous: 0.44,
  column_determines: 0.38,
  empty_columns: 0.5,
  heavy_tail: 0.55,
  many_zeros: 0.5,
  padded_text: 0.5,
  dominant_value: 0.45,
  constant_columns: 0.42,
  idle_weekdays: 0.42,
  time_span: 0.4,
  key_column: 0.38,
  key_pair: 0.34,
};

/**
 * weight × (0.5 + 0.5 × magnitude). `magnitude` is 0 to 1 and rises with the size of the effect and with the share of rows that it touches:
 * the square root of an affected share (so that 1 % already counts for a tenth), |r|, |τ|, ε², V as they are.
 */
export function importanceOf(kind: FindingKind, magnitude: number): number {
  const held = Number.isNaN(magnitude) ? 0 : Math.max(0, Math.min(1, magnitude));
  return weights[kind] * (0.5 + 0.5 * held);
}

/** Magnitude of a share of rows. */
export function ofShare(share: number): number {
  return Math.sqrt(Math.max(0, share));
}
