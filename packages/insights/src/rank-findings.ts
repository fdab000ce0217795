import type { Finding } from "./finding.ts";

/** Most important first; among equals the surer one, then by key and columns, so that the order repeats. */
export function rankFindings(findings: readonly Finding[]): readonly Finding[] {
  const name = ({ key, columns }: Finding) => `${key} ${columns.join(" ")}`;
  return findings.toSorted(
    (a, b) => b.importance - a.importance || b.confidenceScore - a.confidenceScore || (name(a) < name(b) ? -1 : 1),
  );
}
