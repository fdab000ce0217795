import { type FaultCatalogue, words } from "../fault-words.ts";

export const runsFaults = {
  run_cancelled: words(
    "It was cancelled",
    "Processing stopped because somebody asked for it. The file is still saved.",
    "Choose “Process” whenever you want to begin again.",
  ),
  run_lease_lost: words(
    "Another process went on with this work",
    "The work moved to another process; nothing was done twice.",
    "There is nothing you need to do.",
  ),
  run_state_conflict: words(
    "It can no longer be changed",
    "The work has ended, so there is nothing to cancel. Its result is saved.",
    "Reload the page to see how it ended.",
  ),
  run_attempts_exhausted: words(
    "It failed after several attempts",
    (p) => `It was tried ${p["attempts"] ?? "several"} times and kept failing. The file is still saved.`,
    "Choose “Retry” later. If it happens again, tell whoever administers Caudal.",
  ),
} satisfies Partial<FaultCatalogue>;
