/**
 * One for each state of a file, which the database trigger names `file.<status>`; one for a file that could not be processed again and
 * kept what it had, and one for processing that was cancelled.
 */
export const noticeKeys = [
  "file.uploaded",
  "file.processing",
  "file.done",
  "file.error",
  "file.kept",
  "file.cancelled",
] as const;
export type NoticeKey = (typeof noticeKeys)[number];

/** Sentences with `{file_name}`, and for a failure `{reason}`. */
export type NoticeText = { readonly title: string; readonly message: string };
export type NoticeCatalogue = Readonly<Record<NoticeKey, NoticeText>>;
