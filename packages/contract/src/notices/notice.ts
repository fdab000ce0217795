/** One for each state of a file; the database trigger names them `file.<status>`. */
export const noticeKeys = ["file.uploaded", "file.processing", "file.done", "file.error"] as const;
export type NoticeKey = (typeof noticeKeys)[number];

/** Sentences with `{file_name}`, and for a failure `{reason}`. */
export type NoticeText = { readonly title: string; readonly message: string };
export type NoticeCatalogue = Readonly<Record<NoticeKey, NoticeText>>;
