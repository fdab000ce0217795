import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { LiveEvent } from "@caudal/contract/resources/event.ts";
import type { FileDetail, FileResource } from "@caudal/contract/resources/file.ts";
import type { Notification } from "@caudal/contract/resources/notification.ts";
import type { FilePage, NotificationPage } from "./client.ts";
import { askAgainAfterwards } from "./ask-again.ts";
import { keys } from "./queries.ts";
import type { FileFilter } from "./queries.ts";

/** Whether a list with this filter shows the file; the server compares names the same way. */
export function matchesFilter(file: FileResource, filter: FileFilter): boolean {
  if (filter.status !== undefined && file.status !== filter.status) return false;
  if (filter.whose !== undefined && (file.shared === null) !== (filter.whose === "own")) return false;
  return filter.q === undefined || file.file_name.toLocaleLowerCase().includes(filter.q.toLocaleLowerCase());
}

/** The pages with the file put in its place: replaced where it stood, by its time when it is new, gone when it no longer matches. */
export function putFile(
  data: InfiniteData<FilePage, string | undefined>,
  file: FileResource,
  filter: FileFilter,
): InfiniteData<FilePage, string | undefined> {
  const known = data.pages.some((page) => page.items.some((item) => item.id === file.id));
  if (!matchesFilter(file, filter)) return known ? dropFile(data, file.id) : data;
  if (known)
    return {
      ...data,
      pages: data.pages.map((page) => ({
        ...page,
        items: page.items.map((item) => (item.id === file.id ? newer(item, file) : item)),
      })),
    };
  return insertFile(data, file);
}

/** At its place by time of arrival, newest first: several that arrive together are told of in any order. One that is not loaded yet comes with its own page. */
function insertFile(
  data: InfiniteData<FilePage, string | undefined>,
  file: FileResource,
): InfiniteData<FilePage, string | undefined> {
  const before = (item: FileResource): boolean =>
    item.uploaded_at === file.uploaded_at ? item.id < file.id : item.uploaded_at < file.uploaded_at;
  const found = data.pages.findIndex((page) => page.items.some(before));
  const target = found >= 0 ? found : data.pages.at(-1)?.next === null ? data.pages.length - 1 : -1;
  return {
    ...data,
    pages: data.pages.map((page, index) => {
      if (index !== target) return page;
      const place = page.items.findIndex(before);
      return { ...page, items: page.items.toSpliced(place < 0 ? page.items.length : place, 0, file) };
    }),
  };
}

export function dropFile(
  data: InfiniteData<FilePage, string | undefined>,
  id: string,
): InfiniteData<FilePage, string | undefined> {
  return {
    ...data,
    pages: data.pages.map((page) => ({ ...page, items: page.items.filter((item) => item.id !== id) })),
  };
}

/** Events of one run come in order, but a fetched copy may be newer than an event that was under way: progress never falls within an attempt. */
export function newer<F extends FileResource>(known: F, event: FileResource): F {
  const before = known.run;
  const after = event.run;
  if (
    before !== null &&
    after !== null &&
    before.id === after.id &&
    before.attempt === after.attempt &&
    before.state === after.state &&
    before.progress > after.progress
  )
    return known;
  return { ...known, ...event };
}

export function putNotification(
  data: InfiniteData<NotificationPage, string | undefined>,
  notification: Notification,
): InfiniteData<NotificationPage, string | undefined> {
  const known = data.pages.flatMap((page) => page.items).find((item) => item.id === notification.id);
  const shift = (known === undefined || known.is_read ? 0 : -1) + (notification.is_read ? 0 : 1);
  return {
    ...data,
    pages: data.pages.map((page, index) => ({
      ...page,
      unread: Math.max(0, page.unread + shift),
      items:
        known === undefined
          ? index === 0
            ? [notification, ...page.items]
            : page.items
          : page.items.map((item) => (item.id === notification.id ? notification : item)),
    })),
  };
}

/** Brings what is cached up to date with one event. An answer that was under way when it came may be older than it, and is asked for again. */
export function applyEvent(client: QueryClient, event: LiveEvent): void {
  if (event.topic === "file" || event.topic === "file_removed") askAgainAfterwards(client, keys.lists);
  if (event.topic === "notification") askAgainAfterwards(client, keys.notifications);
  switch (event.topic) {
    case "file": {
      for (const [key] of client.getQueriesData<InfiniteData<FilePage, string | undefined>>({ queryKey: keys.lists })) {
        const filter = filterOf(key);
        client.setQueryData<InfiniteData<FilePage, string | undefined>>(key, (data) =>
          data === undefined ? data : putFile(data, event.file, filter),
        );
      }
      const before = client.getQueryData<FileDetail>(keys.file(event.file.id));
      client.setQueryData<FileDetail>(keys.file(event.file.id), (detail) =>
        detail === undefined ? detail : newer(detail, event.file),
      );
      // How it was read, its columns and rows do not travel with the event.
      if (
        before !== undefined &&
        (before.status !== event.file.status ||
          before.rows !== event.file.rows ||
          before.run?.id !== event.file.run?.id)
      )
        void client.invalidateQueries({ queryKey: keys.file(event.file.id) });
      if (event.file.run !== null) void client.invalidateQueries({ queryKey: keys.run(event.file.run.id) });
      return;
    }
    case "file_removed": {
      for (const [key] of client.getQueriesData<InfiniteData<FilePage, string | undefined>>({ queryKey: keys.lists })) {
        client.setQueryData<InfiniteData<FilePage, string | undefined>>(key, (data) =>
          data === undefined ? data : dropFile(data, event.file_id),
        );
      }
      void client.invalidateQueries({ queryKey: keys.file(event.file_id) });
      // What it kept is free again, which a page that says how little is left must not hide.
      void client.invalidateQueries({ queryKey: keys.accountLimits });
      return;
    }
    case "insights":
      void client.invalidateQueries({ queryKey: keys.insights(event.file_id) });
      return;
    case "notification":
      client.setQueryData<InfiniteData<NotificationPage, string | undefined>>(keys.notifications, (data) =>
        data === undefined ? data : putNotification(data, event.notification),
      );
  }
}

function filterOf(key: readonly unknown[]): FileFilter {
  const filter = key[1] as
    | { status: FileFilter["status"] | null; q: string | null; whose: FileFilter["whose"] | null }
    | undefined;
  return { status: filter?.status ?? undefined, q: filter?.q ?? undefined, whose: filter?.whose ?? undefined };
}
