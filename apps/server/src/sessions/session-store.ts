import { atMost } from "@caudal/base/at-most.ts";
import { Fault } from "@caudal/base/fault.ts";
import { lockWays, waysPatienceMs } from "@caudal/db/scope.ts";
import { repeatDeadlocked } from "@caudal/db/repeat-deadlocked.ts";
import type { Transaction } from "kysely";
import { DatabaseError, type Pool } from "pg";
import { openAuthDatabase, type AuthDatabase } from "../auth/auth-database.ts";
import { endSessions } from "../auth/end-sessions.ts";
import { proofHolds } from "../auth/find-session.ts";
import { createTurnsOfPerson } from "./turns-of-person.ts";

export type SessionRow = {
  readonly id: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly endsAt: Date;
  readonly address: string | null;
  readonly userAgent: string | null;
};

/** Sessions by their ids, which are no secrets; what opens them stands in cookies alone. Ending one tells every server (a trigger on the table). */
export type SessionStore = {
  list(userId: string): Promise<readonly SessionRow[]>;
  /** Whether this person had such a session. */
  end(userId: string, sessionId: string): Promise<boolean>;
  /** The same for whoever holds it: it has ended whatever goes on in it, and what it is writing is waited for, two seconds at most. */
  leave(userId: string, sessionId: string): Promise<void>;
  /** All of a person's but one, and whoever has given the password and owes the code. Gives how many sessions ended. */
  endAll(userId: string, except?: string): Promise<number>;
  /**
   * The person of this session has just shown that it is they; at the sign-in service, and by a second factor there. Gives until when that
   * counts; null where the session has ended.
   */
  prove(
    sessionId: string,
    shown?: { readonly byProvider: boolean; readonly providerFactor: boolean },
  ): Promise<Date | null>;
};

export function createSessionStore(pool: Pool): SessionStore {
  const auth = openAuthDatabase(pool);
  const inTurn = createTurnsOfPerson();
  /**
   * What they are writing is waited for, though not for ever: whoever ends their sessions may ask again, others sign in meanwhile. The patience
   * is that of who asked: their turn and the connection are waited for out of it.
   */
  const ending = <T>(
    userId: string,
    patienceMs: number,
    work: (tx: Transaction<AuthDatabase>) => Promise<T>,
  ): Promise<T> => {
    const until = performance.now() + patienceMs;
    return inTurn(userId, async () => {
      // Whose patience is over by now takes no connection.
      leftUntil(until);
      return auth.transaction().execute(async (tx) => {
        await lockWays(tx, userId, leftUntil(until));
        return work(tx);
      });
    });
  };
  return {
    list: async (userId) => {
      const { rows } = await pool.query<SessionRow>(
        `select id, "createdAt", coalesce("lastUsedAt", "updatedAt") as "lastUsedAt", "expiresAt", "endsAt",
           nullif("ipAddress", '') as address, nullif("userAgent", '') as "userAgent"
         from session where "userId" = $1 and "expiresAt" > now() order by coalesce("lastUsedAt", "updatedAt") desc, id limit 200`,
        [userId],
      );
      return rows;
    },
    end: async (userId, sessionId) =>
      // Whoever ends it may not know that browser, and then neither do we.
      ending(userId, waysPatienceMs, async (tx) => {
        await tx
          .deleteFrom("known_devices")
          .where("user_id", "=", userId)
          .where("session_id", "=", sessionId)
          .execute();
        const gone = await tx
          .deleteFrom("session")
          .where("userId", "=", userId)
          .where("id", "=", sessionId)
          .executeTakeFirst();
        return gone.numDeletedRows === 1n;
      }),
    leave: async (userId, sessionId) => {
      await repeatDeadlocked(() =>
        auth.deleteFrom("session").where("userId", "=", userId).where("id", "=", sessionId).execute(),
      );
      // Nothing is begun by it any more. What was, is there when this returns: whoever signs out and looks at what is theirs sees all of it.
      const written = ending(userId, leavingPatienceMs, async () => undefined).catch(unlessHeldUp);
      await atMost(leavingPatienceMs, written, undefined);
    },
    endAll: async (userId, except) =>
      (await ending(userId, waysPatienceMs, (tx) => endSessions(tx, userId, { session: except }))).length,
    prove: async (sessionId, { byProvider, providerFactor } = { byProvider: false, providerFactor: false }) => {
      const { rows } = await pool.query<{ until: Date }>(
        `update session set "provedAt" = now(), "providerFactor" = "providerFactor" or $2, "byProvider" = "byProvider" or $3
         where id = $1 returning "provedAt" + make_interval(secs => $4) as until`,
        [sessionId, providerFactor, byProvider, proofHolds],
      );
      return rows[0]?.until ?? null;
    },
  };
}

/** Also where the line is longer: those in front of whoever signs out have more patience. */
const leavingPatienceMs = 2_000;

/** Milliseconds. @throws Fault `unavailable`, which is worth another try, where none are left. */
function leftUntil(until: number): number {
  const left = Math.floor(until - performance.now());
  // To PostgreSQL, none would be for ever.
  if (left < 1) throw new Fault("unavailable", { persistence: "transient" });
  return left;
}

/** lock_not_available, or many wait already: somebody takes long, and whoever signs out does not wait for them. */
function unlessHeldUp(thrown: unknown): void {
  if (thrown instanceof Fault && thrown.code === "unavailable") return;
  if (!(thrown instanceof DatabaseError) || thrown.code !== "55P03") throw thrown;
}
