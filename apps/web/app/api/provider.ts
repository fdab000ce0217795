import { queryOptions, useMutation, useQuery } from "@tanstack/react-query";
import { client as calls } from "./client.ts";
import { signInWaysQuery } from "./queries.ts";

export const proofWaysQuery = queryOptions({
  queryKey: ["security", "proof-ways"],
  queryFn: ({ signal }) => calls.listProofWays({ signal }),
});

/** Asks for the address at the operator's own service, and goes there: another site, which sends people back to `next`. */
function useGoing<I>(ask: (to: I) => Promise<{ readonly address: string }>) {
  return useMutation({
    mutationFn: ask,
    meta: { shown: true },
    onSuccess: ({ address }) => window.location.assign(address),
  });
}

type Going = { readonly next: string; readonly invitation?: string };
export const useSignInThere = () => useGoing((body: Going) => calls.startOidc({ body }));
export const useProveThere = () => useGoing((next: string) => calls.startProof({ body: { next } }));

/** Whether anybody may make an account here. Where that is not known yet, the server says it of whoever tries. */
export function useSignUpOpen(): boolean {
  return useQuery(signInWaysQuery).data?.sign_up ?? true;
}

/** The name of the operator's own service where it is the one way in, and no password is used; null elsewhere. */
export function useOnlyService(): string | null {
  const ways = useQuery(signInWaysQuery).data;
  return ways?.passwords === false ? (ways.oidc?.name ?? "") : null;
}
