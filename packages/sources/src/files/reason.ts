import type { ReadingReason } from "@caudal/contract/resources/reading.ts";
import type { ReadingKey } from "@caudal/contract/reading/reading-words.ts";

/** One choice of a detector, in the words of the catalogue. Certainty is rounded to two digits. */
export function reason(
  about: ReadingReason["about"],
  key: ReadingKey,
  certainty = 1,
  params: ReadingReason["params"] = {},
): ReadingReason {
  return { about, key, params, certainty: Math.round(Math.min(1, Math.max(0, certainty)) * 100) / 100 };
}
