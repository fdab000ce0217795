import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { isAccountChanged } from "./acting-account.ts";
import { canPass, problemCode } from "./failure.ts";
import { forgetFailure, tellFailure } from "./told-failure.ts";

/**
 * `onSignedOut` is called when any request finds that the session has ended, `onFactorAsked` when one finds that the account asks for a second
 * step that the person has not turned on. A mutation that fails is told over the page, unless
 * its `meta.shown` says that the place where it was asked for shows it.
 */
export function createQueryClient(onSignedOut: () => void, onFactorAsked: () => void): QueryClient {
  const watch = (thrown: unknown) => {
    const code = problemCode(thrown);
    if (code === "not_signed_in") onSignedOut();
    if (code === "second_factor_required") onFactorAsked();
  };
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (thrown, query) => {
        watch(thrown);
        // What the page shows stays as it is while its session is in another account: that it could not be asked for anew is told once, above.
        if (isAccountChanged(thrown) && query.state.data !== undefined)
          query.setState({ status: "success", error: null, fetchFailureReason: null, isInvalidated: true });
      },
    }),
    mutationCache: new MutationCache({
      onError: (thrown, _variables, _result, mutation) => {
        watch(thrown);
        const leadsAway = ["not_signed_in", "second_factor_required"].includes(problemCode(thrown) ?? "");
        if (mutation.meta?.["shown"] !== true && !leadsAway) tellFailure(thrown);
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
}
