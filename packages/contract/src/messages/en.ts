import type { MessageKey } from "./message.ts";

/** What a run's steps and logs say, in English: total over the Spanish keys. */
export const en: Readonly<Record<MessageKey, string>> = {
  "run.queued": "Waiting for its turn",
  "run.started": "Attempt {attempt} began",
  "run.resumed": "Goes on after “{step}”, in attempt {attempt}",
  "run.waiting": "{reason}. It will be tried again in a moment; there is nothing to do",
  "run.retrying": "Failed for a reason that passes; trying again in {seconds} s",
  "run.released": "Stopped so that the server can restart; goes on right away",
  "run.succeeded": "Finished",
  "run.failed": "Could not be finished",
  "run.cancelling": "Cancelling",
  "run.cancelled": "Cancelled",
  "step.read": "See how it is written",
  "step.first": "First reading of every row",
  "step.copy": "Keep the rows",
  "step.insights": "Look for what matters",
  "profile.reading": "Finding out how the file is written",
  "profile.unpacking": "Unpacking the file",
  "profile.first_pass": "Reading every row",
  "profile.copying": "Keeping the rows",
  "profile.measuring": "Measuring and comparing columns",
};
