import type { MessageKey } from "./message.ts";

/** What a run's steps and logs say, in English: total over the Spanish keys. */
export const en: Readonly<Record<MessageKey, string>> = {
  "run.queued": "Waiting for its turn",
  "run.started": "Attempt {attempt} began",
  "run.resumed": "Goes on after “{step}”, in attempt {attempt}",
  "run.retrying": "Failed for a reason that passes; trying again in {seconds} s",
  "run.released": "Stopped so that the server can restart; goes on right away",
  "run.succeeded": "Finished",
  "run.failed": "Could not be finished",
  "run.cancelling": "Cancelling",
  "run.cancelled": "Cancelled",
};
