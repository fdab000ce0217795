import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { AuditEntry } from "@caudal/contract/resources/audit.ts";
import { client } from "../../../api/client.ts";
import { useSpeech } from "../../../i18n/speech.ts";
import { Button } from "../../../ui/button.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { FailureNotice } from "../../../ui/notice.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { isFiltered, queryOfFilter, readAuditFilter, type AuditFilter } from "./audit-filter.ts";
import { EntryItem } from "./entry-item.tsx";
import { FilterBar } from "./filter-bar.tsx";

function auditQuery(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ["audit", filter] as const,
    queryFn: ({ pageParam, signal }) =>
      client.listAudit({
        query: { ...queryOfFilter(filter), ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** Who did what in the account, newest first, in sentences; each opens to what lies behind it. */
export function AuditSection() {
  const { w, f } = useSpeech();
  const filter = readAuditFilter(useSearch({ strict: false }));
  const navigate = useNavigate();
  const change = (to: AuditFilter) => void navigate({ to: ".", search: readAuditFilter(to) });
  const list = useInfiniteQuery(auditQuery(filter));
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = isFiltered(filter);
  return (
    <>
      <p className="measure mb-5 text-n5">{w.audit.lead}</p>
      <FilterBar filter={filter} onChange={change} />
      {list.isError ? <FailureNotice failure={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <ListSkeleton /> : null}
      {list.isSuccess && entries.length === 0 ? (
        filtered ? (
          <Empty {...w.audit.noMatch}>
            <Button onClick={() => change({})}>{w.audit.clear}</Button>
          </Empty>
        ) : (
          <Empty {...w.audit.empty} />
        )
      ) : null}
      {byDay(entries, (entry) => f.date(entry.at)).map(({ day, entries: ofDay }) => (
        <section key={`${day} ${ofDay[0]?.id}`} className="mb-6">
          <h2 className="mb-1 text-sm text-n4">{day}</h2>
          <ul className="divide-y divide-n2 border-y border-n2">
            {ofDay.map((entry) => (
              <EntryItem key={entry.id} entry={entry} onFilter={(more) => change({ ...filter, ...more })} />
            ))}
          </ul>
        </section>
      ))}
      {list.hasNextPage ? (
        <div className="mt-4 flex justify-center">
          <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? w.frame.loading : w.frame.more}
          </Button>
        </div>
      ) : null}
    </>
  );
}

/** In the order of writing: a clock that was set back makes a day appear twice rather than a list that jumps. */
function byDay(entries: readonly AuditEntry[], dayOf: (entry: AuditEntry) => string) {
  const days: { readonly day: string; readonly entries: AuditEntry[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

function ListSkeleton() {
  return (
    <div className="divide-y divide-n2 border-y border-n2">
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className="flex h-11 items-center gap-6">
          <Skeleton className="h-5 max-w-md flex-1" />
          <Skeleton className="ml-auto h-5 w-16" />
        </div>
      ))}
    </div>
  );
}
