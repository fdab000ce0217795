import type { IncomingMessage } from "node:http";
import { parseMemberNotice, type Listener } from "@caudal/db/listen.ts";
import type { Person } from "../http/route-handler.ts";

export type UploadCutter = {
  /** A request whose bytes are taken from this person for as long as they come. */
  follow(request: IncomingMessage, person: Pick<Person, "credential" | "scope">): void;
  close(): void;
};

/**
 * Cuts uploads short whose session, key or membership ends, on every server: a request may bring bytes for hours after it was let in. What
 * came until then is kept as of any upload that broke off, for whoever goes on with it and may.
 */
export function createUploadCutter(listener: Pick<Listener, "subscribe">): UploadCutter {
  const followed = new Map<IncomingMessage, Pick<Person, "credential" | "scope">>();
  const cut = (ended: (person: Pick<Person, "credential" | "scope">) => boolean): void => {
    for (const [request, person] of followed) if (ended(person)) request.destroy();
  };
  const forgetCredentials = listener.subscribe("caudal_sessions", {
    onNotify: (id) => cut(({ credential }) => credential.id === id),
  });
  const forgetMembers = listener.subscribe("caudal_members", {
    onNotify: (payload) => {
      const gone = parseMemberNotice(payload);
      cut(({ scope }) => scope.accountId === gone.accountId && scope.userId === gone.userId);
    },
  });
  return {
    follow: (request, person) => {
      followed.set(request, person);
      request.once("close", () => followed.delete(request));
    },
    close: () => {
      forgetCredentials();
      forgetMembers();
    },
  };
}
