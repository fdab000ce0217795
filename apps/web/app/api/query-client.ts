import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { canPass, problemCode } from "./failure.ts";

/** `onSignedOut` is called when any request finds that the session has ended. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const watch = (thrown: unknown) => {
    if (problemCode(thrown) === "not_signed_in") onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch }),
    mutationCache: new MutationCache({ onError: watch }),
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
