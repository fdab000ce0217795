import { LiveEvent } from "@caudal/contract/resources/event.ts";
import type { Visitor } from "./test-server.ts";

/** Live events as they arrive, from the moment on at which this answers. */
export async function followEvents(
  who: Pick<Visitor, "fetch">,
): Promise<{ readonly events: readonly LiveEvent[]; readonly leave: () => void }> {
  const abort = new AbortController();
  const response = await who.fetch("/api/events", { signal: abort.signal });
  const events: LiveEvent[] = [];
  const begun = Promise.withResolvers<void>();
  const read = async (): Promise<void> => {
    let text = "";
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      begun.resolve();
      text += chunk;
      for (let cut = text.indexOf("\n\n"); cut >= 0; cut = text.indexOf("\n\n")) {
        const data = /^data: (.*)$/m.exec(text.slice(0, cut))?.[1];
        text = text.slice(cut + 2);
        if (data !== undefined) events.push(LiveEvent.parse(JSON.parse(data)));
      }
    }
  };
  read().catch((error: unknown) => begun.reject(error));
  await begun.promise;
  return { events, leave: () => abort.abort() };
}
