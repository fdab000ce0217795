import type { LanguageTag } from "../format/language-tag.ts";
import { numberFormat } from "../format/number-format.ts";
import type { FaultCode, FaultParams } from "@caudal/base/fault.ts";

/**
 * What a person reads of a failure: a title, what happened and what was kept, and what to do.
 * The functions take the fault's params and the tag by which their figures are written; a missing parameter must leave a sentence that still reads well.
 */
export type FaultWords = {
  readonly title: string;
  readonly detail: (params: FaultParams, tag: LanguageTag) => string;
  readonly action: (params: FaultParams, tag: LanguageTag) => string;
};

export type FaultCatalogue = Readonly<Record<FaultCode, FaultWords>>;

/** Shortest way to write an entry whose sentences name no parameter. */
export function words(
  title: string,
  detail: string | FaultWords["detail"],
  action: string | FaultWords["action"],
): FaultWords {
  return {
    title,
    detail: typeof detail === "string" ? () => detail : detail,
    action: typeof action === "string" ? () => action : action,
  };
}

/** ` «value»` when the parameter is there, nothing otherwise: joins onto the word before it. */
export function quoted(value: FaultParams[string] | undefined, open: string, close: string): string {
  return value === undefined || value === null || value === "" ? "" : ` ${open}${value}${close}`;
}

/** A count of bytes as people say it, in powers of 1000 as file managers do. */
export function bytesInWords(value: FaultParams[string] | undefined, tag: LanguageTag): string {
  const bytes = Number(value);
  if (value === undefined || value === null || !Number.isFinite(bytes)) return "";
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const figure = numberFormat(tag, { maximumFractionDigits: 1 }).format(bytes / 1000 ** power);
  return `${figure} ${units[power]}`;
}

/** A number of things, as the reader writes it; empty for what is no number. */
export function countInWords(count: FaultParams[string] | undefined, tag: LanguageTag): string {
  return count === undefined || !Number.isFinite(Number(count))
    ? ""
    : numberFormat(tag, { maximumFractionDigits: 0 }).format(Number(count));
}
