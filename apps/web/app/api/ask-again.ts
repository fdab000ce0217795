import type { Query, QueryClient, QueryKey } from "@tanstack/react-query";

const marked = new WeakSet<Query>();

/** Asks once more, when it has come, for each answer below this key that is under way now: it may not know yet what the page just learnt. */
export function askAgainAfterwards(client: QueryClient, queryKey: QueryKey): void {
  for (const query of client.getQueryCache().findAll({ queryKey, fetchStatus: "fetching" })) {
    if (marked.has(query)) continue;
    marked.add(query);
    const again = (): void => {
      marked.delete(query);
      void client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    };
    void query.promise?.then(again, again);
  }
}
