import type { ReceiptContent } from "@caudal/contract/resources/receipt.ts";
import type { Check, Difference } from "@caudal/contract/resources/verification.ts";
import canonicalize from "canonicalize";
import { checked, difference } from "./check.ts";

/** The run itself and whose it is. `replaced`: what it left is gone, with the name of its engine. */
export function compareRun(receipt: ReceiptContent, now: ReceiptContent, replaced: boolean): Check {
  const changed = (field: string, from: unknown, to: unknown): Difference[] =>
    canonicalize(from) === canonicalize(to) ? [] : [difference("run_changed", { field })];
  const fields = Object.keys(receipt.run) as (keyof ReceiptContent["run"])[];
  return checked("run", [
    ...fields.flatMap((field) => changed(field, receipt.run[field], now.run[field])),
    ...(replaced ? [] : changed("engine", receipt.engine, now.engine)),
    ...changed("failure", receipt.failure, now.failure),
    ...(["account_id", "user_id"] as const).flatMap((field) =>
      receipt[field] === now[field] ? [] : [difference("person_changed", { field })],
    ),
  ]);
}

/** What the database says of the file that the run read. Its bytes are compared in `compareOriginal`. */
export function compareInput(receipt: ReceiptContent, now: ReceiptContent, replaced: boolean): readonly Difference[] {
  const { input } = receipt;
  if (input === null) return now.input === null ? [] : [difference("input_changed", { field: "file_id" })];
  const ofRun = replaced ? [] : (["sha256", "reading"] as const);
  return (["file_id", "name", "size", "uploaded_at", ...ofRun] as const).flatMap((field) =>
    canonicalize(input[field]) === canonicalize(now.input?.[field] ?? null)
      ? []
      : [difference("input_changed", { field })],
  );
}
