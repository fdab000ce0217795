import { type FaultCatalogue, words } from "../fault-words.ts";

export const enginesFaults = {
  engine_out_of_memory: words(
    "Processing ran out of memory",
    "The file needed more memory than allowed. The file and what was found are still saved.",
    "Retry when there is less work. An administrator can raise CAUDAL_ENGINE_MEMORY.",
  ),
  engine_crashed: words(
    "The engine stopped",
    "The process that was computing ended suddenly. The file and what was found are still saved.",
    "Choose “Retry”. If it happens again, give the request number to whoever administers Caudal.",
  ),
  engine_time_limit: words(
    "It took too long",
    (p) =>
      `The computation went over the time allowed${p["seconds"] === undefined ? "" : ` (${p["seconds"]} seconds)`} and was stopped. The file and what was found are still saved.`,
    "Retry, or split the file. An administrator can raise CAUDAL_ENGINE_TIME_LIMIT.",
  ),
  engine_query_failed: words(
    "A computation failed",
    "A query over the file could not be made. The file and what was found are still saved.",
    "Choose “Retry”. If it happens again, give the request number to whoever administers Caudal.",
  ),
} satisfies Partial<FaultCatalogue>;
