import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { ShareRequest } from "@caudal/contract/resources/share.ts";
import { client as calls } from "./client.ts";
import { keys, rowsPerPage } from "./queries.ts";
import type { SortedRows } from "./queries.ts";

export function sharesQuery(fileId: string) {
  return queryOptions({
    queryKey: keys.shares(fileId),
    queryFn: async ({ signal }) => (await calls.listShares({ params: { id: fileId }, signal })).items,
  });
}

export const colleaguesQuery = queryOptions({
  queryKey: keys.colleagues,
  queryFn: async ({ signal }) => (await calls.listColleagues({ signal })).items,
});

export const erasureQuery = queryOptions({
  queryKey: keys.erasure,
  queryFn: ({ signal }) => calls.planMyErasure({ signal }),
  staleTime: 0,
});

export function useShareFile(fileId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: z.input<typeof ShareRequest>) => calls.shareFile({ params: { id: fileId }, body }),
    meta: { shown: true },
    onSettled: () => client.invalidateQueries({ queryKey: keys.file(fileId) }),
  });
}

export function useChangeShare(fileId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      id,
      ...body
    }: {
      readonly id: string;
      readonly may_download: boolean;
      readonly expires_at?: string | null;
    }) => calls.updateShare({ params: { id }, body }),
    meta: { shown: true },
    onSettled: () => client.invalidateQueries({ queryKey: keys.file(fileId) }),
  });
}

export function useEndShare(fileId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => calls.revokeShare({ params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.file(fileId) }),
  });
}

export function useEraseMe() {
  return useMutation({
    mutationKey: keys.signOut,
    mutationFn: (body: { readonly word: string; readonly give_up: string[] }) => calls.eraseMe({ body }),
    meta: { shown: true },
  });
}

export function linkQuery(token: string) {
  return queryOptions({
    queryKey: keys.link(token),
    queryFn: ({ signal }) => calls.openLink({ params: { token }, signal }),
    // Each asking counts as an opening.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
}

export function linkInsightsQuery(token: string) {
  return queryOptions({
    queryKey: [...keys.link(token), "insights"],
    queryFn: async ({ signal }) => (await calls.listLinkedInsights({ params: { token }, signal })).items,
  });
}

export function linkRowsQuery(token: string, page: number, sort: string | undefined) {
  return queryOptions({
    queryKey: [...keys.link(token), "rows", page, sort ?? null],
    queryFn: async ({ signal }): Promise<SortedRows> => ({
      ...(await calls.listLinkedRows({
        params: { token },
        query: { offset: page * rowsPerPage, limit: rowsPerPage, ...(sort === undefined ? {} : { sort }) },
        signal,
      })),
      sort,
    }),
  });
}
