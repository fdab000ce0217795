import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { WebhookKind } from "@caudal/contract/resources/webhook.ts";
import { client as calls } from "./client.ts";

const all = ["webhooks"] as const;

export const webhooksQuery = queryOptions({
  queryKey: [...all, "list"],
  queryFn: async ({ signal }) => (await calls.listWebhooks({ signal })).items,
});

const waitingMs = 1_500;

/** What was sent to one; asked again while the last message is on its way. */
export const deliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: [...all, "deliveries", id],
    queryFn: async ({ signal }) => (await calls.listWebhookDeliveries({ params: { id }, signal })).items,
    refetchInterval: ({ state }) => {
      const last = state.data?.[0];
      return last?.state === "pending" && last.attempts === 0 ? waitingMs : false;
    },
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
