import { useSyncExternalStore } from "react";
import { onPresenceEnd } from "./presence.ts";

/** The last thing that a person asked for and that failed, where nothing beside the button says so. */
let told: { readonly failure: unknown } | null = null;
const listeners = new Set<() => void>();

function set(next: typeof told): void {
  if (next === told) return;
  told = next;
  for (const listener of listeners) listener();
}

export function tellFailure(failure: unknown): void {
  set({ failure });
}

export function forgetFailure(): void {
  set(null);
}
onPresenceEnd(forgetFailure);

export function useToldFailure(): typeof told {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => told,
  );
}
