import { rm } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { Fault } from "@caudal/base/fault.ts";
import type { ReadingReason } from "@caudal/contract/resources/reading.ts";
import type { ConvertedWorkbook } from "./convert-workbook.ts";
import type { Inspection } from "./inspect-delimited.ts";
import { nameColumns, type NamedColumns } from "./name-columns.ts";
import { reason } from "./reason.ts";
import { scratchPath, type CopyContext } from "./scratch-copy.ts";
import type { WorkbookMessage } from "./workbook-worker.ts";

/** A workbook as a table: its first sheet with one, copied to canonical CSV by a thread with a heap of its own. */
export async function inspectWorkbook(path: string, context: CopyContext): Promise<Inspection> {
  const target = scratchPath(context, "csv");
  try {
    const converted = await runWorker(path, target, context);
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

function runWorker(path: string, target: string, context: CopyContext): Promise<ConvertedWorkbook> {
  const { limits, signal } = context;
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./workbook-worker.ts", import.meta.url), {
      workerData: { path, target, limits },
      resourceLimits: { maxOldGenerationSizeMb: limits.workbookHeapMiB, maxYoungGenerationSizeMb: 32 },
      env: {},
    });
    let answer: (() => void) | null = null;
    const stop = (): void => {
      answer = () => reject(new Fault("run_cancelled"));
      void worker.terminate();
    };
    signal?.addEventListener("abort", stop, { once: true });
    worker.on("message", (message: WorkbookMessage) => {
      if (message.kind === "progress") context.onProgress(message.fraction);
      else if (message.kind === "done") answer ??= () => resolve(message.converted);
      else
        answer ??= () => {
          const { code, params, persistence } = message;
          reject(new Fault(code, { params, persistence, cause: new Error(message.message) }));
        };
    });
    worker.on("error", (cause: Error) => {
      const memory = "code" in cause && cause.code === "ERR_WORKER_OUT_OF_MEMORY";
      answer ??= () =>
        reject(
          memory
            ? new Fault("file_unpacks_too_large", { params: { limit: limits.workbookHeapMiB * 1024 * 1024 }, cause })
            : new Fault("file_damaged", { params: { format: "excel" }, cause }),
        );
    });
    // Only once the thread is gone is its scratch file no longer written to.
    worker.on("exit", () => {
      signal?.removeEventListener("abort", stop);
      if (answer === null) reject(new Fault("file_damaged", { params: { format: "excel" } }));
      else answer();
    });
    if (signal?.aborted === true) stop();
  });
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
