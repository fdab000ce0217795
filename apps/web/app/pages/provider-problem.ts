import type { Words } from "../i18n/es/words.ts";

/** What went wrong at the operator's own service, by the code with which the server sent people back. */
export function describeProviderProblem(code: string, w: Words): string {
  const known = w.people.otherWayProblems;
  return isProblem(code, w) ? known[code] : known.unavailable;
}

function isProblem(code: string, w: Words): code is keyof Words["people"]["otherWayProblems"] {
  return Object.hasOwn(w.people.otherWayProblems, code);
}
