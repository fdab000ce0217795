import type { Fault } from "@caudal/base/fault.ts";
import type { Errand } from "./sign-in-attempts.ts";

/** The pages to which people come back from the provider, when it is not where they wanted to go. */
export function secondStepPlace(next: string): string {
  return placeOf("/sign-in", { step: "second" }, next);
}

export function problemPlace({ code }: Fault, errand: Errand | null): string {
  const told = code === "rate_limited" || code.startsWith("oidc_") ? code : "unavailable";
  const page = errand === null || errand.proves === null ? "/sign-in" : "/proof";
  return placeOf(page, { problem: told }, errand?.next ?? "/");
}

function placeOf(page: string, what: Readonly<Record<string, string>>, next: string): string {
  return `${page}?${new URLSearchParams({ ...what, ...(next === "/" ? {} : { next }) }).toString()}`;
}
