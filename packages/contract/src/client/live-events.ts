import type { LanguageTag } from "../format/language-tag.ts";
import { LiveEvent } from "../resources/event.ts";
import { addressOf } from "./client.ts";
import { streamEvents } from "../routes/operations.ts";

/** What EventSource offers and we use: tests and other runtimes may hand in their own. */
type EventSourceLike = Pick<EventSource, "addEventListener" | "close">;

export type LiveEventsOptions = {
  readonly onEvent: (event: LiveEvent) => void;
  /** Called at each connection, also after one was lost: what was missed has been replayed or is about to be. */
  readonly onOpen?: () => void;
  readonly onLost?: () => void;
  readonly locale?: LanguageTag;
  readonly open?: (address: string) => EventSourceLike;
};

/** Listens to `/api/events`; reconnects and resumes by itself. Returns what ends it. */
export function listenToEvents(options: LiveEventsOptions): () => void {
  const source = (options.open ?? ((address) => new EventSource(address)))(
    addressOf(streamEvents, { query: { locale: options.locale } }),
  );
  source.addEventListener("open", () => options.onOpen?.());
  source.addEventListener("error", () => options.onLost?.());
  for (const topic of liveTopics) {
    source.addEventListener(topic, (message) => {
      if (!(message instanceof MessageEvent) || typeof message.data !== "string") return;
      const event = LiveEvent.safeParse(JSON.parse(message.data));
      if (event.success) options.onEvent(event.data);
    });
  }
  return () => source.close();
}

export const liveTopics = [
  "file",
  "file_removed",
  "insights",
  "notification",
] as const satisfies readonly LiveEvent["topic"][];
