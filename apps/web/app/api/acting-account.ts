import { useSyncExternalStore } from "react";
import { accountHeader } from "@caudal/contract/resources/common.ts";
import { problemCode, readProblem } from "./failure.ts";
import { onPresenceEnd, watchPresence } from "./presence.ts";

/**
 * In which account this page acts: the one that it shows. Its session may have been moved to another one by another window, or out of it by
 * whoever manages it. What the page asks for and sends names its own account, and is refused then instead of done elsewhere.
 */
let shown: () => string | null = () => null;
/** The account that the session has left, as far as an answer has said so. */
let left: string | null = null;
const listeners = new Set<() => void>();

/** `read`: the account that the page shows; null before anybody is in. */
export function actAsShown(read: () => string | null): void {
  shown = read;
}

export function shownAccount(): string | null {
  return shown();
}

export function accountHeaders(account: string | null = shown()): Record<string, string> {
  return account === null ? {} : { [accountHeader]: account };
}

/** Called with every answer to something that named this account. */
export function noteAccount(account: string, here: boolean): void {
  const next = here ? (left === account ? null : left) : account;
  if (next === left) return;
  left = next;
  for (const listener of listeners) listener();
}

onPresenceEnd(() => {
  left = null;
});

/** Whether the session has left this account. */
export function hasLeft(account: string): boolean {
  return left === account;
}

export function onAccountMoved(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useAccountLeft(account: string): boolean {
  return useSyncExternalStore(onAccountMoved, () => left === account);
}

export function isAccountChanged(thrown: unknown): boolean {
  return problemCode(thrown) === "account_changed";
}

/** Fetches, and notes what the answer says of the account that was named. */
export async function fetchInAccount(send: () => Promise<Response>, headers: Headers): Promise<Response> {
  const account = headers.get(accountHeader);
  const isStillThere = watchPresence();
  const response = await send();
  if (account === null || !isStillThere()) return response;
  if (response.ok) noteAccount(account, true);
  if (response.status === 409 && readProblem(await response.clone().text())?.code === "account_changed")
    noteAccount(account, false);
  return response;
}
