import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { WebhookKind } from "@caudal/contract/resources/webhook.ts";
import { client as calls } from "./client.ts";

const all = ["webhooks"] as const;

export const webhooksQuery = queryOptions({
  queryKey: [...all, "list"],
  queryFn: async ({ signal }) => (await calls.listWebhooks({ signal })).items,
});

const waitingMs = 1_500;

/** What was sent to one, or of that what did not arrive, page by page; asked again while something is on its way for the first time. */
export const deliveriesQuery = (id: string, failedOnly: boolean) =>
  infiniteQueryOptions({
    queryKey: [...all, "deliveries", id, failedOnly],
    queryFn: ({ signal, pageParam }) =>
      calls.listWebhookDeliveries({
        params: { id },
        query: { ...(failedOnly ? { state: "failed" } : {}), ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.items.some((each) => each.state === "pending" && each.failure === null) ? waitingMs : false,
  });

/** A change after which everything about webhooks is asked for again. What failed is shown where it was asked for. */
function useChange<I, O>(work: (input: I) => Promise<O>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    meta: { shown: true },
    onSettled: () => client.invalidateQueries({ queryKey: all }),
  });
}

export type WebhookFields = { readonly name: string; readonly url: string; readonly kinds: readonly WebhookKind[] };

/** Makes one, or changes the one with this id; gives the secret where there is another one. */
export const useSaveWebhook = () =>
  useChange(async ({ id, kinds, ...fields }: WebhookFields & { readonly id: string | null }) => {
    const body = { ...fields, kinds: [...kinds] };
    return id === null
      ? (await calls.createWebhook({ body })).secret
      : (await calls.updateWebhook({ params: { id }, body })).secret;
  });
export const useSwitchWebhook = () =>
  useChange(({ id, active }: { readonly id: string; readonly active: boolean }) =>
    calls.updateWebhook({ params: { id }, body: { active } }),
  );
export const useRotateWebhook = () =>
  useChange(async (id: string) => (await calls.rotateWebhookSecret({ params: { id } })).secret);
export const useDeleteWebhook = () => useChange((id: string) => calls.deleteWebhook({ params: { id } }));
export const useTestWebhook = () => useChange((id: string) => calls.testWebhook({ params: { id } }));

/** Sends again what did not arrive: one message, or all of an endpoint; gives how many. */
export const useReplay = () =>
  useChange(async ({ id, delivery }: { readonly id: string; readonly delivery: string | null }) => {
    if (delivery === null) return (await calls.replayWebhook({ params: { id } })).replayed;
    await calls.replayWebhookDelivery({ params: { id, delivery } });
    return 1;
  });
