import { useInfiniteQuery } from "@tanstack/react-query";
import { Bell as BellIcon, CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import type { Notification } from "@caudal/contract/resources/notification.ts";
import { useReadAll, useReadNotification } from "../api/mutations.ts";
import { notificationsQuery } from "../api/queries.ts";
import { useSpeech } from "../i18n/speech.ts";
import { countUnreadGroups, foldNotices } from "./fold-notices.ts";
import type { NoticeGroup } from "./fold-notices.ts";
import { paths } from "../paths.ts";
import { AppLink } from "../ui/app-link.tsx";
import { Button } from "../ui/button.tsx";
import { floating } from "../ui/floating.ts";
import { FailureNotice } from "../ui/notice.tsx";
import { useNow } from "../ui/use-now.ts";

const marks = {
  info: { Icon: Info, tone: "text-accent" },
  success: { Icon: CircleCheck, tone: "text-good" },
  warning: { Icon: TriangleAlert, tone: "text-warn" },
  error: { Icon: CircleAlert, tone: "text-bad" },
} as const;

/** `hidden`: who looks as somebody else is not told. */
export function Bell({ hidden }: { readonly hidden: boolean }) {
  const { w, f } = useSpeech();
  const [open, setOpen] = useState(false);
  const list = useInfiniteQuery(notificationsQuery);
  const readAll = useReadAll();
  const groups = foldNotices(list.data?.pages.flatMap((page) => page.items) ?? []);
  const unread = countUnreadGroups(list.data?.pages[0]?.unread ?? 0, groups);
  const label = hidden ? w.frame.bell.title : w.frame.bell.label(unread);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={label}
        title={label}
        className="relative grid size-9 touch:size-11 place-items-center rounded text-n4 hover:bg-n1 hover:text-ink"
      >
        <BellIcon size={17} aria-hidden />
        {unread > 0 ? (
          <span className="num absolute top-0.5 right-0 min-w-4.5 rounded-full bg-accent px-1 text-center text-[0.6875rem] leading-4.5 font-semibold text-on-accent">
            {unread > 99 ? "99+" : f.number(unread)}
          </span>
        ) : null}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={8}
          collisionPadding={8}
          aria-label={w.frame.bell.title}
          className={`${floating} flex max-h-[70dvh] w-96 max-w-[calc(100vw-1rem)] flex-col`}
        >
          <header className="flex items-center border-b border-n2 py-1 pr-1 pl-4">
            <h2 className="flex-1 font-medium">{w.frame.bell.title}</h2>
            <Button
              tone="quiet"
              size="small"
              disabled={unread === 0 || readAll.isPending}
              onClick={() => readAll.mutate()}
            >
              {w.frame.bell.readAll}
            </Button>
          </header>
          <div className="overflow-y-auto">
            {list.isError ? (
              <div className="p-2">
                <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />
              </div>
            ) : null}
            {list.isSuccess && groups.length === 0 ? (
              <p className="px-6 py-8 text-center text-n4">{hidden ? w.frame.bell.hidden : w.frame.bell.none}</p>
            ) : null}
            <ul className="divide-y divide-n2">
              {groups.map((group) => (
                <NotificationRow
                  key={group.latest.related_file_id ?? group.latest.id}
                  group={group}
                  onFollow={() => setOpen(false)}
                />
              ))}
            </ul>
            {list.hasNextPage ? (
              <Button
                tone="quiet"
                className="w-full"
                disabled={list.isFetchingNextPage}
                onClick={() => void list.fetchNextPage()}
              >
                {w.frame.bell.more}
              </Button>
            ) : null}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function NotificationRow({
  group,
  onFollow,
}: {
  readonly group: NoticeGroup<Notification>;
  readonly onFollow: () => void;
}) {
  const { latest: item, earlier } = group;
  const { w, f } = useSpeech();
  const read = useReadNotification();
  const now = useNow(30_000);
  const { Icon, tone } = marks[item.type];
  const isRead = group.unread.length === 0;
  const readGroup = () => {
    for (const id of group.unread) read.mutate(id);
  };
  const body = (
    <>
      <p className={isRead ? "" : "font-medium"}>
        {item.title}
        {isRead ? null : <span className="sr-only"> ({w.frame.bell.unread})</span>}
      </p>
      <p className="text-n5 [overflow-wrap:anywhere]">{item.message}</p>
      <p className="mt-0.5 text-sm text-n4">{f.ago(item.created_at, now)}</p>
    </>
  );
  return (
    <li className={`flex items-start gap-3 px-4 py-3 ${isRead ? "" : "bg-accent-soft"}`}>
      <Icon size={16} aria-hidden className={`mt-0.5 shrink-0 ${tone}`} />
      <div className="min-w-0 flex-1">
        {item.related_file_id === null ? (
          body
        ) : (
          <AppLink
            to={paths.file(item.related_file_id)}
            className="block hover:underline"
            onClick={() => {
              readGroup();
              onFollow();
            }}
          >
            {body}
          </AppLink>
        )}
        {earlier.length === 0 ? null : (
          <details className="mt-1 text-sm text-n4">
            <summary className="cursor-pointer touch:py-3">{w.frame.bell.earlier(earlier.length)}</summary>
            <ul className="mt-1 space-y-1">
              {earlier.map((before) => (
                <li key={before.id}>
                  {before.title} · {f.ago(before.created_at, now)}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
      {isRead ? null : (
        <button
          type="button"
          title={w.frame.bell.read}
          aria-label={`${w.frame.bell.read}: ${item.title}`}
          onClick={readGroup}
          className="grid size-6 touch:size-11 shrink-0 place-items-center rounded-full hover:bg-n2"
        >
          <span aria-hidden className="size-2 rounded-full bg-accent" />
        </button>
      )}
    </li>
  );
}
