import { parseEventNotice, parseMemberNotice, type Listener } from "@caudal/db/listen.ts";
import { keyHolds } from "@caudal/db/queries/api-keys.ts";
import { lastEventId } from "@caudal/db/queries/events.ts";
import { readInScope } from "@caudal/db/scope.ts";
import type { Auth } from "./auth/create-auth.ts";
import { createEventHub, eventHubSettings, type EventHub, type EventSignals } from "./events/event-hub.ts";
import { readLiveEvents } from "./events/live-event.ts";
import { belongs, hasFactorAskedFor } from "./people/resolve-person.ts";
import type { ServerOptions, ServerPorts } from "./server-ports.ts";

/** Live events, and what ends them on every server. */
export type WiredEvents = {
  readonly hub: EventHub;
  /** What a session reads is another's from now on: its streams end here and on the other servers. */
  readonly endStreams: (credentialId: string) => void;
  readonly close: () => void;
};

export function wireEvents(
  { db, pool, listener, log }: ServerPorts,
  auth: Pick<Auth, "holds">,
  options: Pick<ServerOptions, "events">,
): WiredEvents {
  const hub = createEventHub(
    {
      signals: eventSignals(listener),
      readEvents: (person, after, locale) =>
        readInScope(db, person.scope, (tx) => readLiveEvents(tx, after, 200, locale)),
      lastEventId: (person) => readInScope(db, person.scope, lastEventId),
      holds: async ({ credential, scope }) => {
        const held = credential.kind === "key" ? keyHolds(db, credential.id) : auth.holds(credential.id);
        return (await held) && (await belongs(db, scope)) && (await hasFactorAskedFor(db, credential, scope));
      },
      log,
    },
    options.events ?? eventHubSettings,
  );
  const forgetSessions = listener.subscribe("caudal_sessions", { onNotify: hub.endCredential });
  const followMembers = listener.subscribe("caudal_members", {
    onNotify: (payload) => hub.endMembership(parseMemberNotice(payload)),
  });
  return {
    hub,
    endStreams: (credentialId) => {
      hub.endCredential(credentialId);
      // The other servers' streams; they find out by themselves a heartbeat later when this does not reach them.
      pool
        .query("select pg_notify('caudal_sessions', $1)", [credentialId])
        .catch((err: unknown) => log.warn({ err }, "change of a session not told to other servers"));
    },
    close: () => {
      forgetSessions();
      followMembers();
      hub.close();
    },
  };
}

function eventSignals(listener: Listener): EventSignals {
  return (tell) =>
    listener.subscribe("caudal_events", {
      onNotify: (payload) => tell(parseEventNotice(payload)),
      onReconnect: () => tell(null),
    });
}
