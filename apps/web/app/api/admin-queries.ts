import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client } from "./client.ts";

/** Everything of Administración lies under one key: a change in one place shows in all of them. */
const root = ["admin"] as const;

export const membersQuery = queryOptions({
  queryKey: [...root, "members"],
  queryFn: async ({ signal }) => (await client.listMembers({ signal })).items,
});
export const memberWaysQuery = (id: string) =>
  queryOptions({
    queryKey: [...root, "members", id, "ways"],
    queryFn: ({ signal }) => client.getMemberWays({ params: { id }, signal }),
  });
export const departuresQuery = queryOptions({
  queryKey: [...root, "departures"],
  queryFn: async ({ signal }) => (await client.listDepartures({ signal })).items,
});
export const invitationsQuery = queryOptions({
  queryKey: [...root, "invitations"],
  queryFn: async ({ signal }) => (await client.listInvitations({ signal })).items,
});
export const companiesQuery = queryOptions({
  queryKey: [...root, "companies"],
  queryFn: async ({ signal }) => (await client.listCompanies({ signal })).items,
});
export const warehousesQuery = queryOptions({
  queryKey: [...root, "warehouses"],
  queryFn: async ({ signal }) => (await client.listWarehouses({ signal })).items,
});
export const tabsQuery = queryOptions({
  queryKey: [...root, "tabs"],
  queryFn: async ({ signal }) => (await client.listTabs({ signal })).items,
});
export const accessProfilesQuery = queryOptions({
  queryKey: [...root, "access-profiles"],
  queryFn: async ({ signal }) => (await client.listAccessProfiles({ signal })).items,
});
export const accountFactorQuery = queryOptions({
  queryKey: [...root, "factor"],
  queryFn: ({ signal }) => client.getAccountFactor({ signal }),
});
export const accountUseQuery = queryOptions({
  queryKey: [...root, "use"],
  queryFn: ({ signal }) => client.getAccountUse({ signal }),
});
export const accountsQuery = queryOptions({
  queryKey: ["accounts"],
  queryFn: async ({ signal }) => (await client.listAccounts({ signal })).items,
});
export const accessQuery = queryOptions({
  queryKey: ["access"],
  queryFn: ({ signal }) => client.getAccess({ signal }),
});

/** A change in Administración whose failure the place that asked shows; afterwards all of it is asked for again. */
export function useAdminChange<V, R>(change: (value: V) => Promise<R>) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: change,
    meta: { shown: true },
    onSettled: () => cache.invalidateQueries({ queryKey: root }),
  });
}

/** Everything shown belongs to whom one was before: the page begins anew, in every place of it. */
export function beginAnew(): void {
  location.assign("/");
}
