import type { NoticeCatalogue } from "./notice.ts";

export const en = {
  "file.uploaded": { title: "File received", message: "“{file_name}” arrived complete." },
  "file.processing": { title: "Reading your file", message: "We are reading “{file_name}”." },
  "file.done": { title: "Your file is ready", message: "You can now see what we found in “{file_name}”." },
  "file.error": { title: "We could not process your file", message: "“{file_name}”: {reason}" },
  "file.kept": {
    title: "We could not process your file again",
    message: "“{file_name}”: {reason} What we had found before is still there.",
  },
} as const satisfies NoticeCatalogue;
