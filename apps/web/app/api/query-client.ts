import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { isAccountChanged } from "./acting-account.ts";
import { canPass, problemCode } from "./failure.ts";
import { onPresenceEnd } from "./presence.ts";
import { forgetFailure, tellFailure } from "./told-failure.ts";

/** What any request may find, and what leads away from the page then. */
export type LeadAway = {
  /** The session has ended. */
  readonly not_signed_in: () => void;
  /** The account asks for a second step that the person has not turned on. */
  readonly second_factor_required: () => void;
  /** The person belongs to no account any more. */
  readonly no_membership: () => void;
};

/** A mutation that fails is told over the page, unless its `meta.shown` says that the place where it was asked for shows it. */
export function createQueryClient(leadAway: LeadAway): QueryClient {
  const wayOut = (thrown: unknown): (() => void) | undefined =>
    new Map<string | null, () => void>(Object.entries(leadAway)).get(problemCode(thrown));
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError: (thrown, query) => {
        wayOut(thrown)?.();
        // What the page shows stays as it is while its session is in another account: that it could not be asked for anew is told once, above.
        if (isAccountChanged(thrown) && query.state.data !== undefined)
          query.setState({ status: "success", error: null, fetchFailureReason: null, isInvalidated: true });
      },
    }),
    mutationCache: new MutationCache({
      onError: (thrown, _variables, _result, mutation) => {
        const away = wayOut(thrown);
        away?.();
        if (mutation.meta?.["shown"] !== true && away === undefined) tellFailure(thrown);
      },
      onSuccess: forgetFailure,
    }),
    defaultOptions: {
      // Events say what changed; a refetch on focus covers what a sleeping tab missed.
      queries: {
        staleTime: 30_000,
        retry: (failures, thrown) => failures < 2 && canPass(thrown),
        retryDelay: (attempt) => 400 * 2 ** attempt,
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
  onPresenceEnd(() => client.clear());
  return client;
}
