import { queryOptions, useMutation } from "@tanstack/react-query";
import { client as calls } from "./client.ts";

export const proofWaysQuery = queryOptions({
  queryKey: ["security", "proof-ways"],
  queryFn: ({ signal }) => calls.listProofWays({ signal }),
});

/** Asks for the address at the operator's own service, and goes there: another site, which sends people back to `next`. */
function useGoing(ask: (next: string) => Promise<{ readonly address: string }>) {
  return useMutation({
    mutationFn: ask,
    meta: { shown: true },
    onSuccess: ({ address }) => window.location.assign(address),
  });
}

export const useSignInThere = () => useGoing((next) => calls.startOidc({ body: { next } }));
export const useProveThere = () => useGoing((next) => calls.startProof({ body: { next } }));
