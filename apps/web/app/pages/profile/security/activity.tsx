import { useInfiniteQuery } from "@tanstack/react-query";
import { ShieldAlert } from "lucide-react";
import { isSecurityAction } from "@caudal/contract/audit/security-actions.ts";
import type { SecurityActivity } from "@caudal/contract/resources/security-activity.ts";
import { activityQuery } from "../../../api/security.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { Button } from "../../../ui/button.tsx";
import { FailureNotice } from "../../../ui/notice.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { Group } from "../group.tsx";
import type { Lacking } from "./no-password.tsx";

/** What happened to the person's ways in: what they did themselves, and who was turned away. */
export function Activity({ lacking }: { readonly lacking: Lacking | null }) {
  const { w } = useSpeech();
  const words = w.security.activity;
  const query = useInfiniteQuery(activityQuery);
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <Group title={words.title}>
      <p className="measure text-n5">{lacking === null ? words.text : words.textThere(lacking.service)}</p>
      {query.isError ? <FailureNotice failure={query.error} onRetry={() => void query.refetch()} /> : null}
      {items === undefined && !query.isError ? <Skeleton className="h-48 w-full" /> : null}
      {items === undefined ? null : (
        <ul className="divide-y divide-n2 rounded border border-n2 bg-surface">
          {items.map((item) => (
            <ActivityRow key={item.id} item={item} />
          ))}
        </ul>
      )}
      {query.hasNextPage ? (
        <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {query.isFetchingNextPage ? w.frame.loading : w.frame.more}
        </Button>
      ) : null}
    </Group>
  );
}

function ActivityRow({ item }: { readonly item: SecurityActivity }) {
  const { w, f } = useSpeech();
  const words = w.security.activity;
  const refused = isSecurityAction(item.action);
  const reason = Object.entries(words.reasons).find(([code]) => code === item.reason)?.[1];
  const told = [
    f.dateTime(item.at),
    ...(item.address === null ? [] : [item.address]),
    ...(item.times > 1 ? [words.times(item.times)] : []),
    ...(item.by === "other" ? [words.byOther] : []),
  ];
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className={`[overflow-wrap:anywhere] ${refused ? "font-medium" : ""}`}>
          {words.actions[item.action](item.name ?? "")}
          {reason === undefined ? null : <span className="font-normal text-n5">{` (${reason})`}</span>}
        </p>
        <p className="num text-n4 [overflow-wrap:anywhere]">{told.join(" · ")}</p>
      </div>
      {refused ? (
        <span className="flex shrink-0 items-center gap-1 text-warn">
          <ShieldAlert size={16} aria-hidden />
          {words.refused}
        </span>
      ) : null}
    </li>
  );
}
