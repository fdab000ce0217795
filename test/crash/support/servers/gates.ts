import { setTimeout as delay } from "node:timers/promises";
import { createPool } from "@caudal/db/connect.ts";

/**
 * Where a server can be made to stand still: in the midst of the very transaction that comes by there, before it commits ("unheard":
 * while it commits, so that it is committed and its server was not told). Each is a trigger that only these tests put into their database;
 * the server knows nothing of it.
 */
const gateSql = {
  claim: "before update of state on caudal.runs for each row when (new.state = 'running')",
  ...stepGates("read", "before update on caudal.files for each row when (new.reading is distinct from old.reading)"),
  ...stepGates("first", "before insert on caudal.insights for each row when (new.wave = 1)"),
  ...stepGates("copy", "before update on caudal.files for each row when (new.sha256 is distinct from old.sha256)"),
  ...stepGates("insights", "before insert on caudal.insights for each row when (new.wave = 2)"),
  end: "before update of state on caudal.runs for each row when (new.state = 'succeeded')",
  "end unheard":
    "after update on caudal.runs deferrable initially deferred for each row when (new.state = 'succeeded')",
  "upload without row": "before insert on caudal.files for each row",
  "deletion unheard": "after delete on caudal.files deferrable initially deferred for each row",
  "upload unheard": "after insert on caudal.files deferrable initially deferred for each row",
} as const;

/** Begin: the step before is stored, this one is not begun. Writing: within its effect. Unfinished: all is written but that it is done. */
function stepGates<N extends string>(name: N, writing: string) {
  return {
    [`${name} begin`]: `before insert on caudal.run_steps for each row when (new.name = '${name}')`,
    [`${name} writing`]: writing,
    [`${name} unfinished`]: `before update on caudal.run_steps for each row when (new.name = '${name}' and new.state = 'done')`,
  } as { readonly [K in `${N} begin` | `${N} writing` | `${N} unfinished`]: string };
}

export type Gate = keyof typeof gateSql;
export const uploadGates: readonly Gate[] = ["upload without row", "upload unheard"];
/** In the order in which a run comes by. */
export const runGates = (Object.keys(gateSql) as Gate[]).filter(
  (gate) => !uploadGates.includes(gate) && gate !== "deletion unheard",
);

export type Gates = {
  /** Closes a gate: whoever comes by waits. */
  close(gate: Gate): Promise<void>;
  /** The application_name of whoever waits at the closed gate; `over` says when nobody will come any more. */
  waiter(over: () => Promise<boolean>): Promise<string>;
  /** Ends the connections of those who wait, and leaves the gate closed. */
  turnAway(): Promise<void>;
  /** Lets through who waits, and all who come. */
  open(): Promise<void>;
  end(): Promise<void>;
};

const lock = 77_001_122;

/** Puts the gates into a test's database. Needs the superuser: the function reads a table that no login of the platform sees. */
export async function installGates(superuserUrl: string): Promise<Gates> {
  const pool = createPool(superuserUrl, { applicationName: "gates", max: 2, statementTimeout: 0 });
  await pool.query(`
    -- Those of a test before this one go first, triggers included.
    drop schema if exists crash cascade;
    create schema crash;
    create table crash.closed (gate text primary key);
    create function crash.pass_gate() returns trigger language plpgsql security definer set search_path = '' as $$
    begin
      if exists (select from crash.closed where gate = tg_argv[0]) then perform pg_advisory_xact_lock_shared(${lock}); end if;
      return new;
    end $$`);
  for (const [gate, when] of Object.entries(gateSql)) {
    const kind = when.includes("deferrable") ? "constraint trigger" : "trigger";
    await pool.query(`create ${kind} "gate ${gate}" ${when} execute function crash.pass_gate('${gate}')`);
  }
  const keeper = await pool.connect();
  return {
    close: async (gate) => {
      await keeper.query("select pg_advisory_lock($1)", [lock]);
      await pool.query("insert into crash.closed values ($1)", [gate]);
    },
    waiter: async (over) => {
      for (;;) {
        const { rows } = await pool.query<{ name: string }>(
          `select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
            where l.locktype = 'advisory' and l.objid = $1 and not l.granted and a.datname = current_database()`,
          [lock],
        );
        if (rows[0] !== undefined) return rows[0].name;
        if (await over()) throw new Error("nobody came by the gate");
        await delay(10);
      }
    },
    turnAway: async () => {
      await pool.query(
        "select pg_terminate_backend(pid, 5000) from pg_locks where locktype = 'advisory' and objid = $1 and not granted",
        [lock],
      );
    },
    open: async () => {
      await pool.query("delete from crash.closed");
      await keeper.query("select pg_advisory_unlock_all()");
    },
    end: async () => {
      keeper.release();
      await pool.end();
    },
  };
}
