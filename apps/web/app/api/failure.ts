import { ProblemError } from "@caudal/contract/client/client.ts";
import { Problem } from "@caudal/contract/resources/problem.ts";

/** A request that got no answer: the network is gone, or the server is. */
export class NetworkError extends Error {
  constructor(cause: unknown) {
    super("no answer", { cause });
    this.name = "NetworkError";
  }
}

export function problemCode(thrown: unknown): string | null {
  return thrown instanceof ProblemError ? thrown.problem.code : null;
}

/** The problem document that was thrown, where one was: a proxy's own page has no words for a person. */
export function problemOf(thrown: unknown): Problem | null {
  return thrown instanceof ProblemError && thrown.problem.detail !== "" ? thrown.problem : null;
}

/** Nobody answered: no network, or somebody in between who knows nothing of us. */
export function isSilence(thrown: unknown): boolean {
  return thrown instanceof NetworkError || (thrown instanceof ProblemError && thrown.problem.detail === "");
}

/** Only what can pass by itself is asked again without a person: a lost network or a server that is briefly away. */
export function canPass(thrown: unknown): boolean {
  return isSilence(thrown) || (thrown instanceof ProblemError && [502, 503, 504].includes(thrown.problem.status));
}

/** What a person may ask again: also what failed or was too much, though not what was decided about what they asked. */
export function mayAskAgain(thrown: unknown): boolean {
  const status = problemOf(thrown)?.status;
  return status === undefined || status === 429 || status >= 500;
}

/** The problem document in an answer's text; null when it is none. */
export function readProblem(text: string): Problem | null {
  try {
    return Problem.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
