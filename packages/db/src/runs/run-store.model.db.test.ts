import { toFault } from "@caudal/base/fault.ts";
import type { ClaimedRun } from "@caudal/runs/run.ts";
import type { Conclusion, RunStore } from "@caudal/runs/run-store.ts";
import { createMemoryRunStore, type MemoryRunStore } from "@caudal/runs/testing/memory-run-store.ts";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPerson } from "@caudal/db/testing/people.ts";
import { createRunFixtures, type RunFixtures } from "@caudal/db/testing/run-fixtures.ts";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import { withScope, type Scope } from "../scope.ts";
import { cancelRun } from "./cancel-run.ts";

let database: TestDatabase;
let runs: RunFixtures;
let scopes: Scope[];
beforeAll(async () => {
  database = await createTestDatabase();
  runs = await createRunFixtures(database);
  scopes = [(await createPerson(database)).scope, (await createPerson(database)).scope];
});
afterAll(async () => {
  await runs?.close();
  await database?.close();
});

/** `run` and `claim` pick among what is there, from the newest. */
type Command =
  | { readonly do: "start"; readonly account: number }
  | { readonly do: "claim" }
  | { readonly do: "cancel" | "expire" | "become due"; readonly run: number }
  | { readonly do: "write"; readonly claim: number; readonly write: number };

const fault = { code: "engine_crashed", params: {} } as const;
const conclusions: readonly Conclusion[] = [
  { event: "succeed" },
  { event: "fail", fault },
  { event: "retry", fault, delayMs: 3_600_000 },
  { event: "release" },
  { event: "stop" },
];
const writes: readonly ((store: RunStore, run: ClaimedRun) => Promise<unknown>)[] = [
  (store, run) => store.extendLease(run, 60_000),
  (store, run) => store.startStep(run, { name: "read", ordinal: 0 }),
  (store, run) => store.startStep(run, { name: "measure", ordinal: 1 }),
  (store, run) => store.finishStep(run, "read", { attempt: run.attempt }, 0.5),
  (store, run) => store.finishStep(run, "measure", { attempt: run.attempt }, 1),
  (store, run) => store.failStep(run, "read", fault),
  (store, run) => store.reportProgress(run, { progress: 0.25, step: "read", message: null }),
  (store, run) => store.log(run, "info", "line", {}),
  ...conclusions.map((conclusion) => (store: RunStore, run: ClaimedRun) => store.conclude(run, conclusion)),
];

const newest = fc.integer({ min: 0, max: 3 });
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant("start" as const), account: fc.integer({ min: 0, max: 1 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("claim" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("cancel" as const, "expire" as const, "become due" as const),
      run: newest,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("write" as const),
      claim: newest,
      write: fc.integer({ min: 0, max: writes.length - 1 }),
    }),
  },
);

type Outcome = { readonly gave: unknown } | { readonly threw: string };
const outcomeOf = (call: Promise<unknown>): Promise<Outcome> =>
  call.then(
    (gave) => ({ gave }),
    (thrown: unknown) => ({ threw: toFault(thrown).code }),
  );

const claimed = { kinds: ["work"], leaseMs: 60_000, perAccount: 2, worker: "w" };

describe("the Postgres run store", () => {
  it("does what the model does, whatever is asked of both", { timeout: 180_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 15, maxLength: 30, size: "max" }), async (commands) => {
        await runs.look("delete from caudal.runs");
        const model = createMemoryRunStore(() => 0);
        const ids: string[] = [];
        const claims: ClaimedRun[] = [];
        let due = 0;
        for (const each of commands) {
          if (each.do === "start") {
            const scope = scopes[each.account]!;
            const id = await runs.start(scope, { maxAttempts: 3 });
            model.start({ id, accountId: scope.accountId, maxAttempts: 3 });
            ids.push(id);
          } else if (each.do === "claim") {
            const run = await compareClaim(model);
            if (run !== null) claims.push(run);
          } else if (each.do === "write") {
            const run = claims.at(-1 - each.claim);
            const write = writes[each.write]!;
            if (run !== undefined) await compareWrite(model, run, write);
          } else {
            const id = ids.at(-1 - each.run);
            if (id === undefined) continue;
            if (each.do === "cancel") await compareCancel(model, id);
            else if (each.do === "expire") await expire(model, id);
            else await becomeDue(model, id, (due += 1));
          }
          expect(await observe()).toEqual(observeModel(model));
        }
      }),
      { numRuns: 40 },
    );
  });
});

async function compareWrite(model: MemoryRunStore, run: ClaimedRun, write: (typeof writes)[number]): Promise<void> {
  const [real, modelled] = [await outcomeOf(write(runs.store, run)), await outcomeOf(write(model, run))];
  // The model knows no lost answers: where it says that the lease is lost, the real store may say again how the run ended.
  const repeated = "gave" in real && "threw" in modelled && modelled.threw === "run_lease_lost";
  expect(real).toEqual(repeated ? { gave: model.runs.get(run.id)?.state } : modelled);
}

async function compareClaim(model: MemoryRunStore): Promise<ClaimedRun | null> {
  const [real, modelled] = [await runs.store.claim(claimed), await model.claim(claimed)];
  expect(real && comparable(real.run), "claimed").toEqual(modelled && comparable(modelled.run));
  expect(real?.lastFault ?? null).toEqual(modelled?.lastFault ?? null);
  return real?.run ?? null;
}

async function compareCancel(model: MemoryRunStore, id: string): Promise<void> {
  const owner = scopes.find(({ accountId }) => accountId === model.runs.get(id)?.accountId)!;
  const real = await outcomeOf(withScope(database.app.db, owner, (tx) => cancelRun(tx, id)));
  expect(real).toEqual(await outcomeOf((async () => model.cancel(id))()));
}

async function expire(model: MemoryRunStore, id: string): Promise<void> {
  await runs.endLease(id);
  const row = model.runs.get(id);
  if (row !== undefined && row.leaseUntil !== null) row.leaseUntil = -1;
  expect(await runs.store.sweep()).toBe(await model.sweep());
}

async function becomeDue(model: MemoryRunStore, id: string, order: number): Promise<void> {
  await runs.look(
    "update caudal.runs set available_at = '2000-01-01'::timestamptz + $2 * interval '1 second' where id = $1",
    [id, order],
  );
  const row = model.runs.get(id);
  if (row !== undefined) row.availableAt = -1_000 + order;
}

const comparable = ({ id, accountId, attempt, maxAttempts, token }: ClaimedRun) => ({
  id,
  accountId,
  attempt,
  maxAttempts,
  token: String(token),
});

async function observe(): Promise<unknown> {
  return runs.look(`
    select id, state, attempt, token, lease_until is not null as leased, progress, step, error, finished_at is not null as finished,
      (select coalesce(json_agg(json_build_array(name, s.state, s.attempt, s.result) order by name), '[]') from caudal.run_steps s where run_id = r.id) as steps,
      (select coalesce(json_agg(level || ' ' || key order by l.id), '[]') from caudal.run_logs l where run_id = r.id and key not like 'run.%') as logs
    from caudal.runs r order by id`);
}

function observeModel(model: MemoryRunStore): unknown {
  return [...model.runs.values()]
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((row) => ({
      id: row.id,
      state: row.state,
      attempt: row.attempt,
      token: String(row.token),
      leased: row.leaseUntil !== null,
      progress: row.progress,
      step: row.step,
      error: row.error,
      finished: ["succeeded", "failed", "cancelled"].includes(row.state),
      steps: [...row.steps.values()]
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, state, attempt, result }) => [name, state, attempt, result]),
      logs: row.logs,
    }));
}
