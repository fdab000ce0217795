import type { Fault } from "@caudal/base/fault.ts";
import type { Errand } from "./sign-in-attempts.ts";

/** The pages to which people come back from the provider, when it is not where they wanted to go. */
export function secondStepPlace(next: string): string {
  return placeOf("/sign-in", { step: "second" }, next);
}

/** Where whoever has shown at the provider that it is they gives the code that is missing. */
export function proofCodePlace(next: string): string {
  return placeOf("/proof", { step: "code" }, next);
}

export function problemPlace({ code }: Fault, errand: Errand | null): string {
  const known = code === "rate_limited" || code.startsWith("oidc_") || code.startsWith("invitation_");
  const told = known ? code : "unavailable";
  const page = errand === null || errand.proves === null ? "/sign-in" : "/proof";
  return placeOf(page, { problem: told }, errand?.next ?? "/");
}

function placeOf(page: string, what: Readonly<Record<string, string>>, next: string): string {
  return `${page}?${new URLSearchParams({ ...what, ...(next === "/" ? {} : { next }) }).toString()}`;
}
