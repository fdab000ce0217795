import type pg from "pg";
import { Closing, Execution, Preparation, textsOf, type Prepared, type UnitOutcome } from "./units.ts";

export type LaneStatement = {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Under which it stays prepared; undefined for one that hardly comes again. */
  readonly name: string | undefined;
};

/** One connection on which requests follow each other without waiting for each other's answers. */
export type Lane = {
  /** Units that were sent and not answered. */
  readonly load: () => number;
  /** Milliseconds for which nothing was answered although something is waited for. */
  readonly silence: (now: number) => number;
  /** Milliseconds for which nothing was waited for. */
  readonly rest: (now: number) => number;
  /** Closes the connection under whoever waits, who are told `reason`. */
  readonly end: (reason: Error) => void;
  /** Carries out the statements in one transaction. Never rejects. */
  readonly carryOut: (statements: readonly LaneStatement[]) => Promise<UnitOutcome>;
};

/** The connection must be in pipeline mode, and nobody else's meanwhile. */
export function openLane(client: pg.PoolClient): Lane {
  const prepared = new Map<string, Prepared>();
  let waiting = 0;
  let heardAt = performance.now();
  let onces = 0;

  // All that is said in one turn of the event loop leaves in one piece: each piece wakes the server up.
  let messages: Buffer[] = [];
  const flush = (): void => {
    const piece = Buffer.concat(messages);
    messages = [];
    client.connection.stream.write(piece);
  };
  const send = (message: Buffer): void => {
    if (messages.length === 0) setImmediate(flush);
    messages.push(message);
  };

  const prepare = ({ name, text }: LaneStatement): Prepared => {
    const known = name === undefined ? undefined : prepared.get(name);
    if (known !== undefined) return known;
    const made = { name: name ?? `once${(onces += 1)}`, once: name === undefined, build: null, error: null };
    if (!made.once) prepared.set(made.name, made);
    client.query(new Preparation(made, text, send, () => void prepared.delete(made.name)));
    return made;
  };

  return {
    load: () => waiting,
    rest: (now) => (waiting === 0 ? now - heardAt : 0),
    silence: (now) => (waiting === 0 ? 0 : now - heardAt),
    end: (reason) => void client.connection.stream.destroy(reason),
    carryOut: (statements) => {
      const texts: (readonly (string | Buffer | null)[])[] = [];
      try {
        for (const { values } of statements) texts.push(textsOf(values));
      } catch (thrown) {
        return Promise.resolve({ rows: [], error: thrown instanceof Error ? thrown : new Error(String(thrown)) });
      }
      return new Promise((resolve) => {
        if (waiting === 0) heardAt = performance.now();
        waiting += 1;
        const uses = statements.map((statement, at) => ({ prepared: prepare(statement), values: texts[at] ?? [] }));
        const ended = (outcome: UnitOutcome): void => {
          waiting -= 1;
          heardAt = performance.now();
          if (outcome.error !== null)
            for (const { prepared: made } of uses) if (made.once) client.query(new Closing(made, send));
          resolve(outcome);
        };
        client.query(new Execution(uses, send, ended));
      });
    },
  };
}
