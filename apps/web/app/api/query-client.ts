import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { canPass, problemCode } from "./failure.ts";
import { forgetFailure, tellFailure } from "./told-failure.ts";

/**
 * `onSignedOut` is called when any request finds that the session has ended. A mutation that fails is told over the page, unless
 * its `meta.shown` says that the place where it was asked for shows it.
 */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const watch = (thrown: unknown) => {
    if (problemCode(thrown) === "not_signed_in") onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch }),
    mutationCache: new MutationCache({
      onError: (thrown, _variables, _result, mutation) => {
        watch(thrown);
        if (mutation.meta?.["shown"] !== true && problemCode(thrown) !== "not_signed_in") tellFailure(thrown);
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
