import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { addressOf } from "@caudal/contract/client/client.ts";
import { liveTopics } from "@caudal/contract/client/live-events.ts";
import { LiveEvent } from "@caudal/contract/resources/event.ts";
import { streamEvents } from "@caudal/contract/routes/operations.ts";
import { currentTag } from "../i18n/choose-locale.ts";
import { noteAccount, onAccountMoved, hasLeft, shownAccount } from "./acting-account.ts";
import { onPresenceEnd } from "./presence.ts";
import { keys } from "./queries.ts";
import { applyEvent } from "./apply-event.ts";

/** connecting: not yet open for the first time. lost: it was open, or never opened in time, and is being retried. */
export type LiveState = "connecting" | "open" | "lost";

let state: LiveState = "connecting";
const listeners = new Set<() => void>();
let hasListened = false;

function setState(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/**
 * Listens to `/api/events` until the returned function is called. The browser reconnects and resumes with Last-Event-ID by itself
 * after a cut; after an answer that it takes for final (a proxy's error) it is opened again here, after a wait that doubles up to 30 s.
 */
export function listen(client: QueryClient): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = 1000;
  let lastId = "";
  let ended = false;
  // What changed while a listener in another language took over from the last one was told to neither.
  let wasLost = hasListened;
  hasListened = true;

  const receive = (message: MessageEvent<string>) => {
    if (message.lastEventId !== "") lastId = message.lastEventId;
    const event = LiveEvent.safeParse(JSON.parse(message.data));
    // An event that a newer server sends and this page does not know: the lists show it when they are asked again.
    if (event.success) applyEvent(client, event.data);
  };

  const open = () => {
    const after = lastId === "" ? {} : { after: lastId };
    const account = shownAccount();
    const inAccount = account === null ? {} : { account };
    source = new EventSource(addressOf(streamEvents, { query: { ...after, locale: currentTag(), ...inAccount } }));
    for (const topic of liveTopics) source.addEventListener(topic, receive);
    source.addEventListener("open", () => {
      wait = 1000;
      if (account !== null) noteAccount(account, true);
      setState("open");
      // The replay covers what was missed while the server remembers it; asking again covers a longer absence.
      if (wasLost) void client.invalidateQueries();
      wasLost = false;
    });
    source.addEventListener("error", () => {
      wasLost = true;
      setState("lost");
      if (ended || source?.readyState !== EventSource.CLOSED) return;
      // Refused rather than cut: who asks may have to sign in, or to turn a second step on, and this question finds out.
      void client.invalidateQueries({ queryKey: keys.me });
      timer = setTimeout(open, wait);
      wait = Math.min(30_000, wait * 2);
    });
  };

  const openNow = (): void => {
    if (source?.readyState !== EventSource.CLOSED) return;
    clearTimeout(timer);
    open();
  };
  // Back in the account: at once, instead of after the wait.
  const stopMoving = onAccountMoved(() => {
    const account = shownAccount();
    if (account !== null && !hasLeft(account)) openNow();
  });
  // Another window may have moved the session back meanwhile; whoever returns to this one sees so at once.
  const stop = new AbortController();
  addEventListener("focus", openNow, { signal: stop.signal });

  const end = (): void => {
    ended = true;
    stopWaiting();
    stopMoving();
    stop.abort();
    clearTimeout(timer);
    source?.close();
    setState("connecting");
  };
  const stopWaiting = onPresenceEnd(end);
  open();
  return end;
}
