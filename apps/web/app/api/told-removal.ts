import { useSyncExternalStore } from "react";
import type { FileRemoval } from "@caudal/contract/resources/file.ts";
import { onPresenceEnd } from "./presence.ts";

/** What went with the last file that was deleted here: told over the page, because the place where it was asked for is gone too. */
let told: FileRemoval | null = null;
const listeners = new Set<() => void>();

export function tellRemoval(removal: FileRemoval | null): void {
  told = removal;
  for (const listener of listeners) listener();
}
onPresenceEnd(() => tellRemoval(null));

export function useToldRemoval(): FileRemoval | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => told,
  );
}
