import { z } from "zod";
import type { Fault, FaultCode, FaultParams } from "@caudal/base/fault.ts";
import { languageOf, type LanguageTag } from "../format/language-tag.ts";
import type { Locale } from "../resources/common.ts";
import type { Problem } from "../resources/problem.ts";
import { faultsEn } from "./en.ts";
import { faultsEs } from "./es.ts";
import type { FaultCatalogue, FaultWords } from "./fault-words.ts";
import { fieldMessage, wrongFormMessage } from "./field-messages.ts";
import { faultStatus } from "./status.ts";

const catalogues: Readonly<Record<Locale, FaultCatalogue>> = { es: faultsEs, en: faultsEn };

export type FaultText = { readonly title: string; readonly detail: string; readonly action: string };

/** The words of a failure in a person's language. */
export function faultText(
  fault: { readonly code: FaultCode; readonly params: FaultParams },
  tag: LanguageTag,
): FaultText {
  const entry: FaultWords = catalogues[languageOf(tag)][fault.code];
  return { title: entry.title, detail: entry.detail(fault.params, tag), action: entry.action(fault.params, tag) };
}

/**
 * A failure as a problem document (RFC 9457). Whatever is wrong with fields lists each of them in `errors`: with its own words where a
 * schema refused it. The cause is never shown otherwise: it is for the log.
 */
export function problemOf(fault: Fault, tag: LanguageTag, requestId?: string): Problem {
  const locale = languageOf(tag);
  const errors =
    fault.cause instanceof z.core.$ZodError ? fieldErrors(fault.cause, locale) : namedFields(fault, locale);
  return {
    type: `urn:caudal:problem:${fault.code}`,
    status: faultStatus[fault.code],
    code: fault.code,
    ...faultText(fault, tag),
    ...(requestId === undefined ? {} : { request_id: requestId }),
    ...(errors === undefined ? {} : { errors }),
  };
}

/** A failure that was stored (no cause, no request of its own). A code that this version does not know reads as `internal`. */
export function problemOfStored(
  stored: { readonly code: string; readonly params: unknown },
  tag: LanguageTag,
): Problem {
  const code = isFaultCode(stored.code) ? stored.code : "internal";
  return {
    type: `urn:caudal:problem:${code}`,
    status: faultStatus[code],
    code,
    ...faultText({ code, params: paramsOf(stored.params) }, tag),
  };
}

/** Where no schema looked, a header or a cursor, the fault itself names what is wrong. */
function namedFields({ code, params }: Fault, locale: Locale): Problem["errors"] {
  const { fields } = params;
  if (code !== "invalid_fields" || typeof fields !== "string" || fields === "") return undefined;
  return fields.split(", ").map((path) => ({ path, message: wrongFormMessage(locale) }));
}

function isFaultCode(code: string): code is FaultCode {
  return Object.hasOwn(faultStatus, code);
}

function paramsOf(value: unknown): FaultParams {
  const parsed = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).safeParse(value);
  return parsed.success ? parsed.data : {};
}

/** Of each field the first thing that is wrong with it: one is put right at a time. */
function fieldErrors(error: z.core.$ZodError, locale: Locale): { path: string; message: string }[] {
  const first = new Map<string, z.core.$ZodIssue>();
  for (const issue of error.issues) {
    const path = issue.path.map(String).join(".");
    if (!first.has(path)) first.set(path, issue);
  }
  return [...first].slice(0, 20).map(([path, issue]) => ({ path, message: fieldMessage(issue, locale) }));
}
