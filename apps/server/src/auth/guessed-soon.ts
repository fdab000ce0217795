import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

/** Guesses that somebody who is slowed down at sign-in can still make; the bound between "somewhat" and "safely" in the paper. */
const fewGuessesLog10 = 8;
/** What stands behind these makes no password weaker; judging grows with the length, faster than it, and takes as long as hashing here. */
const looked = 32;

let estimator: ZxcvbnFactory | undefined;

/**
 * Whether a password is among the 49,000 that leaks show most often, or is made of such, of names, of rows of keys and of dates so that few
 * guesses find it. Source: Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016.
 */
export function isGuessedSoon(password: string, about: readonly string[]): boolean {
  estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const own = about.filter((part) => part.length >= 3);
  return estimator.check(password.slice(0, looked), own).guessesLog10 < fewGuessesLog10;
}
