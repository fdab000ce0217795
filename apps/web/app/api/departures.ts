import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client as calls } from "./client.ts";
import { keys } from "./queries.ts";

/** Where something of mine is kept that I left; it answers whoever belongs to no account, too. */
export const leftAccountsQuery = queryOptions({
  queryKey: keys.leftAccounts,
  queryFn: async ({ signal }) => (await calls.listLeftAccounts({ signal })).items,
  staleTime: 0,
});

export function useRemoveLeftThings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => calls.removeLeftThings({ params: { id } }),
    meta: { shown: true },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.leftAccounts }),
        client.invalidateQueries({ queryKey: keys.erasure }),
      ]),
  });
}
