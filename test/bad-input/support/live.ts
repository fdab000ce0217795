import { LiveEvent } from "@caudal/contract/resources/event.ts";
import type { FileResource } from "@caudal/contract/resources/file.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Notification } from "@caudal/contract/resources/notification.ts";
import type { Person } from "../../crash/support/servers/person.ts";

/** How a file's processing ended, as the events said it: the file's last event, and the notice of its outcome. */
export type Ending = { readonly file: FileResource; readonly notice: Notification };

/**
 * Waits, as the page does, until the events say that a file is done or has failed and its notice has come. Replays from the first event
 * on, so that nothing that happened before the stream opened is missed.
 */
export async function awaitEnding(
  person: Person,
  url: string,
  fileId: string,
  locale: Locale = "es",
  after = "0",
): Promise<Ending> {
  let file: FileResource | undefined;
  let notice: Notification | undefined;
  for await (const { event } of listen(person, url, locale, after)) {
    if (event.topic === "file" && event.file.id === fileId && isOver(event.file)) file = event.file;
    if (
      event.topic === "notification" &&
      event.notification.related_file_id === fileId &&
      event.notification.type !== "info"
    )
      notice = event.notification;
    if (file !== undefined && notice !== undefined) return { file, notice };
  }
  throw new Error("the events ended before the file did");
}

function isOver(file: FileResource): boolean {
  return file.status === "done" || file.status === "error";
}

/** The events of a person with their ids, until the reader stops. */
export async function* listen(
  person: Person,
  url: string,
  locale: Locale,
  after: string,
): AsyncGenerator<{ readonly id: string; readonly event: LiveEvent }> {
  const leave = new AbortController();
  const response = await person.fetch(`${url}/api/events?locale=${locale}`, {
    headers: { "last-event-id": after },
    signal: AbortSignal.any([leave.signal, AbortSignal.timeout(110_000)]),
  });
  if (!response.ok || response.body === null) throw new Error(`events: ${response.status}`);
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of response.body) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n\n");
      rest = parts.pop() ?? "";
      for (const part of parts) {
        const data = /^data: (.*)$/m.exec(part)?.[1];
        const id = /^id: (\d+)$/m.exec(part)?.[1];
        if (data !== undefined && id !== undefined) yield { id, event: LiveEvent.parse(JSON.parse(data)) };
      }
    }
  } finally {
    leave.abort();
  }
}
