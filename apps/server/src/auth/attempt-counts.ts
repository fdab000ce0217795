import { createHmac, hkdfSync } from "node:crypto";
import { Fault, type FaultCode } from "@caudal/base/fault.ts";
import type { Pool } from "pg";
import type { AttemptLimit } from "./attempt-limiter.ts";

/** Kinds of count, in the order in which they are taken: one order for all, so that no two attempts wait for each other. */
const kinds = [
  "address",
  "address/56",
  "address/48",
  "pair",
  "pair/56",
  "pair/48",
  "email",
  "device",
  "signUp",
  "signUp/56",
  "signUp/48",
  "codes",
  "codes/56",
  "codes/48",
  "deviceCodes",
  "network",
  "network/56",
  "network/48",
  "recipient",
  "deviceMails",
  "link",
  "link/56",
  "link/48",
  "person",
  "oidcStart",
  "oidcStart/56",
  "oidcStart/48",
  "oidcAnswer",
  "oidcAnswer/56",
  "oidcAnswer/48",
] as const;
export type AttemptKind = (typeof kinds)[number];

/** Whose attempts are counted as what. */
export type Mark = {
  readonly kind: AttemptKind;
  readonly key: string;
  readonly limit: AttemptLimit;
  /** What a right answer does: the count of this one takes it back (also when nothing is said), is forgotten, or stays. */
  readonly onRight?: "give back" | "forget" | "keep";
};

/** To be called after a right answer; or when nothing was judged: then what was counted is given back, and no count forgotten. */
export type Succeed = (outcome?: "right" | "unjudged") => Promise<void>;

/** What was asked for, once it was right. Only a fault of these codes is a wrong answer: a database that is away has judged nothing. */
export async function countWrong<T>(
  succeeded: Succeed,
  wrong: FaultCode | readonly FaultCode[],
  work: () => Promise<T>,
): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // What cannot be given back either ends with its window.
    if (!(error instanceof Fault && [wrong].flat().includes(error.code)))
      await succeeded("unjudged").catch(() => undefined);
    throw error;
  }
  await succeeded();
  return result;
}

export type AttemptCounts = {
  /** Counts one attempt under each mark, or under none. @throws Fault `rate_limited` with the seconds to wait. */
  take(marks: readonly Mark[]): Promise<Succeed>;
};

/**
 * Counts in the database, for all servers together and by its clock; see migrations 0053 and 0067. Of what is counted it sees hashes under a
 * key made from the session key: all servers have that one at the same time, other than the master key, of which two hold while it is changed.
 */
export function createAttemptCounts(pool: Pick<Pool, "query">, secret: string): AttemptCounts {
  const hashKey = Buffer.from(hkdfSync("sha256", secret, "", "caudal attempt counts", 32));
  return {
    take: async (given) => {
      const marks = given.toSorted((one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind));
      const names = marks.map(({ kind }) => kind);
      const keys = marks.map(({ kind, key }) => createHmac("sha256", hashKey).update(`${kind} ${key}`).digest());
      const { rows } = await pool.query<{ wait: number; windows: string[] }>({
        name: "take-attempts",
        text: "select wait, windows from auth.take_attempts($1, $2, $3, $4)",
        values: [
          names,
          keys,
          marks.map(({ limit }) => limit.max),
          marks.map(({ limit }) => Math.max(1, Math.round(limit.windowMs))),
        ],
      });
      const { wait = 1, windows = [] } = rows[0] ?? {};
      if (wait > 0) throw new Fault("rate_limited", { params: { seconds: wait } });
      let called = false;
      return async (outcome = "right") => {
        const kept = marks.map(({ onRight }) => onRight !== "keep");
        if (called || !kept.includes(true)) return;
        called = true;
        const only = <T>(all: readonly T[]): T[] => all.filter((_, i) => kept[i]);
        await pool.query({
          name: "return-attempts",
          text: "select auth.return_attempts($1, $2, $3, $4)",
          values: [
            only(names),
            only(keys),
            only(windows),
            only(marks).map(({ onRight }) => outcome === "right" && onRight === "forget"),
          ],
        });
      };
    },
  };
}
