import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { RowPage } from "@caudal/contract/resources/file.ts";
import type { FileStatus } from "@caudal/contract/resources/file-status.ts";
import { api, client } from "./client.ts";

export type FileFilter = {
  readonly status?: FileStatus | undefined;
  readonly q?: string | undefined;
  readonly whose?: "own" | "shared" | undefined;
};

/** Keys of everything that is cached. Prefixes invalidate what lies under them. */
export const keys = {
  me: ["me"] as const,
  accountLimits: ["account-limits"] as const,
  signInWays: ["sign-in-ways"] as const,
  /** Of whatever ends one's own session on purpose. */
  signOut: ["sign-out"] as const,
  lists: ["files"] as const,
  list: (filter: FileFilter) =>
    ["files", { status: filter.status ?? null, q: filter.q ?? null, whose: filter.whose ?? null }] as const,
  file: (id: string) => ["file", id] as const,
  insights: (id: string) => ["file", id, "insights"] as const,
  rows: (id: string) => ["file", id, "rows"] as const,
  rejects: (id: string) => ["file", id, "rejects"] as const,
  shares: (id: string) => ["file", id, "shares"] as const,
  colleagues: ["colleagues"] as const,
  erasure: ["erasure"] as const,
  leftAccounts: ["left-accounts"] as const,
  link: (token: string) => ["link", token] as const,
  trace: (id: string) => ["file", id, "trace"] as const,
  run: (id: string) => ["run", id] as const,
  notifications: ["notifications"] as const,
};

export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: ({ signal }) => client.getMe({ signal }),
  staleTime: 5 * 60_000,
});

/** What the account keeps of what it may: asked again whenever its place opens, since what was uploaded or deleted counts. */
export const accountLimitsQuery = queryOptions({
  queryKey: keys.accountLimits,
  queryFn: ({ signal }) => client.getAccountLimits({ signal }),
  refetchOnMount: "always",
});

/** How one may sign in here: asked for before anybody has. */
export const signInWaysQuery = queryOptions({
  queryKey: keys.signInWays,
  queryFn: ({ signal }) => client.listSignInWays({ signal }),
  staleTime: 5 * 60_000,
});

export function filesQuery(filter: FileFilter) {
  return infiniteQueryOptions({
    queryKey: keys.list(filter),
    queryFn: ({ pageParam, signal }) => api.listFiles({ ...filter, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function fileQuery(id: string) {
  return queryOptions({ queryKey: keys.file(id), queryFn: ({ signal }) => api.getFile(id, signal) });
}

export function insightsQuery(id: string) {
  return queryOptions({ queryKey: keys.insights(id), queryFn: ({ signal }) => api.listInsights(id, signal) });
}

export const rowsPerPage = 100;
export type SortedRows = RowPage & { readonly sort: string | undefined };

export function rowsQuery(id: string, page: number, sort: string | undefined) {
  return queryOptions({
    queryKey: [...keys.rows(id), page, sort ?? null],
    // Which order they stand in goes with them: they are shown while others in another order are on their way.
    queryFn: async ({ signal }): Promise<SortedRows> => ({
      ...(await api.listRows(id, { offset: page * rowsPerPage, limit: rowsPerPage, sort }, signal)),
      sort,
    }),
    placeholderData: keepPreviousData,
    // What was read from a file does not change until it is read again, and then the cache is invalidated.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function rejectsQuery(id: string, limit: number) {
  return queryOptions({
    queryKey: [...keys.rejects(id), limit],
    queryFn: ({ signal }) => api.listRejects(id, limit, signal),
    placeholderData: keepPreviousData,
  });
}

export function traceQuery(id: string) {
  return queryOptions({ queryKey: keys.trace(id), queryFn: ({ signal }) => api.traceFile(id, signal) });
}

export function insightTraceQuery(id: string) {
  return queryOptions({ queryKey: ["insight-trace", id], queryFn: ({ signal }) => api.traceInsight(id, signal) });
}

export function runQuery(id: string) {
  return queryOptions({ queryKey: keys.run(id), queryFn: ({ signal }) => api.getRun(id, signal) });
}

export const notificationsQuery = infiniteQueryOptions({
  queryKey: keys.notifications,
  queryFn: ({ pageParam, signal }) => api.listNotifications(pageParam, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
});
