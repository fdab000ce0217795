import type { IncomingMessage } from "node:http";
import type { Log } from "@caudal/base/log.ts";
import type { MemberRole } from "@caudal/contract/access/roles.ts";
import { uploadRoles } from "@caudal/contract/routes/uploads.ts";
import { parseMemberNotice, type Listener } from "@caudal/db/listen.ts";
import type { WayInUse } from "@caudal/db/queries/ways-in-use.ts";
import type { Person } from "../http/route-handler.ts";

export type UploadCutterPorts = {
  readonly listener: Pick<Listener, "subscribe">;
  /** As what each of these acts now, null for one who does not any more. */
  readonly rolesOf: (ways: readonly WayInUse[]) => Promise<readonly (MemberRole | null)[]>;
  readonly log: Log;
};

export type UploadCutter = {
  /** A request whose bytes are taken from this person for as long as they come. */
  follow(request: IncomingMessage, person: Pick<Person, "credential" | "scope">): void;
  close(): void;
};

/** How often all are asked about of whom nobody told anything: a notice may pass unheard, and no one tells of a key that runs out. */
const askEveryMs = 2_000;

/**
 * Cuts uploads short whose sender may not upload any more, on every server: a request may bring bytes for hours after it was let in. The
 * database is asked each time, so that who was only given another access profile or a higher role goes on. What came until then is kept as of
 * any upload that broke off, for whoever goes on with it and may.
 */
export function createUploadCutter({ listener, rolesOf, log }: UploadCutterPorts): UploadCutter {
  const followed = new Map<IncomingMessage, WayInUse>();

  const check = async (concerns: (way: WayInUse) => boolean): Promise<void> => {
    const asked = [...followed].filter(([, way]) => concerns(way));
    if (asked.length === 0) return;
    try {
      const roles = await rolesOf(asked.map(([, way]) => way));
      for (const [index, [request]] of asked.entries()) {
        const role = roles[index] ?? null;
        if (role === null || !uploadRoles.some((each) => each === role)) request.destroy();
      }
    } catch (err) {
      // Not knowing is no reason to cut anybody: all are asked about again in a moment.
      log.warn({ err }, "uploads under way not checked");
    }
  };
  let asking = false;
  /** One round at a time: a database that answers slowly is not asked more for it. */
  const everybody = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    await check(() => true);
    asking = false;
  };

  const forgetCredentials = listener.subscribe("caudal_sessions", {
    onNotify: (id) => void check((way) => way.id === id),
    onReconnect: () => void everybody(),
  });
  const forgetMembers = listener.subscribe("caudal_members", {
    onNotify: (payload) => {
      const { accountId, userId } = parseMemberNotice(payload);
      void check((way) => way.accountId === accountId && way.userId === userId);
    },
  });
  const rounds = setInterval(() => void everybody(), askEveryMs);
  rounds.unref();
  return {
    follow: (request, { credential: { kind, id }, scope: { userId, accountId } }) => {
      followed.set(request, { kind, id, userId, accountId });
      request.once("close", () => followed.delete(request));
    },
    close: () => {
      clearInterval(rounds);
      forgetCredentials();
      forgetMembers();
    },
  };
}
