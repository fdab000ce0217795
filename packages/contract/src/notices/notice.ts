/**
 * One for each state of a file, which the database trigger names `file.<status>`; one for a file that could not be processed again and
 * kept what it had, one for processing that was cancelled, one for who may now read another's file, two for an
 * endpoint that is no longer called, and one for a message that did not arrive at one.
 */
export const noticeKeys = [
  "file.uploaded",
  "file.processing",
  "file.done",
  "file.error",
  "file.kept",
  "file.cancelled",
  "share.begun",
  "webhook.failing",
  "webhook.gone",
  "webhook.undelivered",
] as const;
export type NoticeKey = (typeof noticeKeys)[number];

/** Sentences with `{file_name}`, for a failure `{reason}`, for a share `{person}`, who shares, and for an endpoint `{webhook_name}`. */
export type NoticeText = { readonly title: string; readonly message: string };
export type NoticeCatalogue = Readonly<Record<NoticeKey, NoticeText>>;
