import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { CreateApiKey } from "@caudal/contract/resources/api-key.ts";
import type { GiveBoth, GiveProof } from "@caudal/contract/resources/second-factor.ts";
import { client as calls } from "./client.ts";

const keys = {
  sessions: ["security", "sessions"] as const,
  factor: ["security", "factor"] as const,
  apiKeys: ["security", "keys"] as const,
  activity: ["security", "activity"] as const,
};

export const sessionsQuery = queryOptions({
  queryKey: keys.sessions,
  queryFn: async ({ signal }) => (await calls.listSessions({ signal })).items,
});
export const factorQuery = queryOptions({
  queryKey: keys.factor,
  queryFn: ({ signal }) => calls.getSecondFactor({ signal }),
});
export const apiKeysQuery = queryOptions({
  queryKey: keys.apiKeys,
  queryFn: async ({ signal }) => (await calls.listApiKeys({ signal, query: { accounts: "all" } })).items,
});

export const activityQuery = infiniteQueryOptions({
  queryKey: keys.activity,
  queryFn: ({ signal, pageParam }) =>
    calls.listSecurityActivity({ signal, query: { limit: 10, ...(pageParam === null ? {} : { cursor: pageParam }) } }),
  initialPageParam: null as string | null,
  getNextPageParam: (last) => last.next,
});

/** A change after which one of the lists is asked for again, whether it went well or not. What failed is shown where it was asked for. */
function useChange<I, O>(work: (input: I) => Promise<O>, queryKey: readonly string[]) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    meta: { shown: true },
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
}

export const useEndSession = () => useChange((id: string) => calls.endSession({ params: { id } }), keys.sessions);
export const useEndOthers = () => useChange(() => calls.endOtherSessions(), keys.sessions);
export const useProve = () => useChange((body: GiveProof) => calls.proveIdentity({ body }), keys.factor);
/** Whether a proof counts now, and what the next one takes. Asked each time anew. */
export const proofQuery = queryOptions({
  queryKey: ["security", "proof"],
  queryFn: ({ signal }) => calls.getProof({ signal }),
  staleTime: 0,
  gcTime: 0,
});
export const useOfferFactor = () =>
  useChange((body: { readonly password?: string }) => calls.offerSecondFactor({ body }), keys.factor);
/** It ends the other sessions too, so their list is asked for again with it. */
export const useConfirmFactor = () =>
  useChange((code: string) => calls.confirmSecondFactor({ body: { code } }), ["security"]);
export const useTurnOffFactor = () => useChange((body: GiveBoth) => calls.turnOffSecondFactor({ body }), keys.factor);
export const useRenewCodes = () => useChange((body: GiveBoth) => calls.renewRecoveryCodes({ body }), keys.factor);
export const useCreateKey = () => useChange((body: CreateApiKey) => calls.createApiKey({ body }), keys.apiKeys);
export const useRevokeKey = () => useChange((id: string) => calls.revokeApiKey({ params: { id } }), keys.apiKeys);
