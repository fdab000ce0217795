import { rm } from "node:fs/promises";
import type { ReadingReason } from "@caudal/contract/resources/reading.ts";
import { convertWorkbook, type ConvertedWorkbook } from "./convert-workbook.ts";
import type { Inspection } from "./inspect-delimited.ts";
import { nameColumns, type NamedColumns } from "./name-columns.ts";
import { reason } from "./reason.ts";
import { scratchPath, type CopyContext } from "./scratch-copy.ts";

/** A workbook as a table: its first sheet with one, copied to canonical CSV. */
export async function inspectWorkbook(path: string, context: CopyContext): Promise<Inspection> {
  const target = scratchPath(context, "csv");
  try {
    const converted = await convertWorkbook({ path, target, limits: context.limits }, context.onProgress);
    const { frame, decisions } = converted;
    const width = frame.lastColumn - frame.firstColumn + 1;
    const names = nameColumns(frame.names, width);
    const columns = decisions.map((decision, index) => ({
      name: names.names[index]?.name ?? "",
      sourceName: names.names[index]?.sourceName ?? "",
      type: decision.type,
    }));
    return {
      reading: {
        format: "excel",
        compression: "none",
        encoding: null,
        delimiter: null,
        quote: null,
        header_row: frame.header + 1,
        decimal: null,
        thousands: null,
        date_order: null,
        sheet: converted.sheet,
        sheets: [...converted.sheets],
        reasons: [...explainSheet(converted), ...explainTypes(converted, names)],
      },
      scan: {
        kind: "csv",
        path: target,
        delimiter: ",",
        quote: '"',
        skip: 0,
        columns,
        decimal: ".",
        thousands: "",
        dateFormat: "%Y-%m-%d",
        timestampFormat: null,
        nulls: [],
        lineOffset: frame.firstData,
      },
      scratch: [target],
    };
  } catch (thrown) {
    await rm(target, { force: true });
    throw thrown;
  }
}

function explainSheet({ sheet, sheets, frame }: ConvertedWorkbook): readonly ReadingReason[] {
  return [
    sheets.length === 1
      ? reason("sheet", "sheet_only", 1, { sheet })
      : reason("sheet", "sheet_first_with_table", 0.85, { sheet, sheets: sheets.length }),
    frame.header === -1
      ? reason("header", "header_none", frame.certainty)
      : reason("header", frame.titleRows > 0 ? "header_after_titles" : "header_first", frame.certainty, {
          row: frame.header + 1,
          titles: frame.titleRows,
        }),
  ];
}

function explainTypes({ decisions, sights }: ConvertedWorkbook, names: NamedColumns): readonly ReadingReason[] {
  const reasons: ReadingReason[] = [];
  if (names.unnamed > 0) reasons.push(reason("header", "header_unnamed", 0.9, { count: names.unnamed }));
  if (names.repeated > 0) reasons.push(reason("header", "header_repeated", 0.9, { count: names.repeated }));
  for (const [index, decision] of decisions.entries()) {
    const column = names.names[index]?.name ?? "";
    const sight = sights[index];
    if (decision.key !== "types_clear" && decision.key !== "types_text") {
      reasons.push(
        reason("types", decision.key, decision.certainty, {
          column,
          count: decision.exceptions,
          example: sight?.firstText ?? "",
        }),
      );
    }
    if (sight === undefined || sight.nulls.size === 0) continue;
    const count = [...sight.nulls.values()].reduce((sum, times) => sum + times, 0);
    const key = decision.type.kind === "text" ? "nulls_kept" : "nulls_read";
    reasons.push(
      reason("types", key, key === "nulls_kept" ? 0.8 : 0.9, {
        column,
        texts: [...sight.nulls.keys()].slice(0, 5).join(" · "),
        count,
      }),
    );
  }
  return reasons.slice(0, 60);
}
