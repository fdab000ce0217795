import type { ReadingReason } from "@caudal/contract/resources/reading.ts";
import type { ColumnDecision } from "./decide-column.ts";
import type { NamedColumns } from "./name-columns.ts";
import type { ColumnSight } from "./observe-column.ts";
import { reason } from "./reason.ts";

/** Reasons are for reading: of a table with a thousand columns the first of each kind speak for the others. */
const mostPerKind = 12;

/** Why each column has its type and which texts count as missing, where there is something to say. */
export function explainColumns(
  names: NamedColumns,
  decisions: readonly ColumnDecision[],
  sights: readonly ColumnSight[],
): readonly ReadingReason[] {
  const reasons: ReadingReason[] = [];
  const told = new Map<string, number>();
  const tell = (found: ReadingReason): void => {
    const times = told.get(found.key) ?? 0;
    told.set(found.key, times + 1);
    if (times < mostPerKind) reasons.push(found);
  };
  if (names.unnamed > 0) tell(reason("header", "header_unnamed", 0.9, { count: names.unnamed }));
  if (names.repeated > 0) tell(reason("header", "header_repeated", 0.9, { count: names.repeated }));
  for (const [index, decision] of decisions.entries()) {
    const column = names.names[index]?.name ?? "";
    const sight = sights[index];
    if (decision.key !== "types_clear" && decision.key !== "types_text") {
      tell(
        reason("types", decision.key, decision.certainty, {
          column,
          count: decision.exceptions,
          example: decision.example,
        }),
      );
    }
    if (sight === undefined || sight.nulls.size === 0) continue;
    const texts = [...sight.nulls.keys()].map((text) => text.trim()).filter((text) => text !== "");
    if (texts.length === 0) continue;
    const count = [...sight.nulls.values()].reduce((sum, times) => sum + times, 0);
    const kept = decision.type.kind === "text";
    tell(
      reason("types", kept ? "nulls_kept" : "nulls_read", kept ? 0.8 : 0.9, {
        column,
        texts: [...new Set(texts)].slice(0, 5).join(" · "),
        count,
      }),
    );
  }
  return reasons;
}
