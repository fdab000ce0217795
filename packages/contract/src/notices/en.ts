import type { NoticeCatalogue } from "./notice.ts";

export const en = {
  "file.uploaded": { title: "File received", message: "“{file_name}” arrived complete." },
  "file.processing": { title: "Reading your file", message: "We are reading “{file_name}”." },
  "file.done": {
    title: "Processing completed",
    message: "Your file “{file_name}” was processed successfully. You can now see what we found.",
  },
  "file.error": { title: "We could not process your file", message: "“{file_name}”: {reason}" },
  "file.kept": {
    title: "We could not process your file again",
    message: "“{file_name}”: {reason} What we had found before is still there.",
  },
  "file.cancelled": { title: "Processing cancelled", message: "Processing of “{file_name}” was cancelled." },
  "share.begun": {
    title: "{person} shared a file with you",
    message: "You can now read “{file_name}” and what was found in it.",
  },
  "webhook.failing": {
    title: "We stopped calling a webhook",
    message:
      "“{webhook_name}” took no notification for three days. Check its address, and switch it on again once it works.",
  },
  "webhook.gone": {
    title: "A webhook asked for no more notifications",
    message: "“{webhook_name}” answered that it is gone, so we stopped calling it.",
  },
  "webhook.undelivered": {
    title: "A notification did not reach your webhook",
    message: "“{webhook_name}” did not get a notification. It is kept in your profile: see why, and send it again.",
  },
} as const satisfies NoticeCatalogue;
