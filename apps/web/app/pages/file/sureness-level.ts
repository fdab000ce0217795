export type SurenessLevel = "certain" | "veryLikely" | "likely" | "hint";

/** The word for a confidence from 0 to 1. A hint is worth reading, not worth acting on alone. */
export function surenessOf(score: number): SurenessLevel {
  if (score >= 0.99) return "certain";
  if (score >= 0.95) return "veryLikely";
  return score >= 0.8 ? "likely" : "hint";
}
