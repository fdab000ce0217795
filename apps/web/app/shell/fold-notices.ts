import type { Notification } from "@caudal/contract/resources/notification.ts";

/** What a file's last notice says, and its earlier ones below it. */
export type NoticeGroup<N> = {
  readonly latest: N;
  readonly earlier: readonly N[];
  /** Ids of those that were not read. */
  readonly unread: readonly string[];
};

/** Notices, newest first, by the file they are about; those about no file stand alone. Each group stands where its newest does. */
export function foldNotices<N extends Pick<Notification, "id" | "related_file_id" | "is_read">>(
  notices: readonly N[],
): readonly NoticeGroup<N>[] {
  const groups = Map.groupBy(notices, (notice) => notice.related_file_id ?? notice.id);
  return [...groups.values()].flatMap(([latest, ...earlier]) =>
    latest === undefined
      ? []
      : [{ latest, earlier, unread: [latest, ...earlier].filter(({ is_read }) => !is_read).map(({ id }) => id) }],
  );
}

/** `unread` of all notices as it is with each file's counted once; what is not loaded counts one by one. */
export function countUnreadGroups(unread: number, groups: readonly NoticeGroup<unknown>[]): number {
  return groups.reduce((count, group) => count - Math.max(0, group.unread.length - 1), unread);
}
