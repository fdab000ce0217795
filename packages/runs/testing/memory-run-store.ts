import { Fault } from "@caudal/base/fault.ts";
import type { ClaimedRun, RunState, StepResult, StoredFault } from "@caudal/runs/run.ts";
import type { RunStore } from "@caudal/runs/run-store.ts";
import { applyEvent, finalStates } from "@caudal/runs/transitions.ts";

export type MemoryStep = {
  name: string;
  ordinal: number;
  state: "running" | "done" | "failed";
  attempt: number;
  token: bigint;
  result: StepResult | null;
};
export type MemoryRun = {
  id: string;
  kind: string;
  accountId: string;
  userId: string;
  input: Readonly<Record<string, unknown>>;
  state: RunState;
  attempt: number;
  maxAttempts: number;
  token: bigint;
  availableAt: number;
  leaseUntil: number | null;
  claimedAt: number | null;
  progress: number;
  step: string | null;
  error: StoredFault | null;
  steps: Map<string, MemoryStep>;
  logs: string[];
};

export type MemoryRunStore = RunStore & {
  readonly runs: Map<string, MemoryRun>;
  start(run: {
    id: string;
    accountId?: string;
    kind?: string;
    maxAttempts?: number;
    input?: Readonly<Record<string, unknown>>;
  }): MemoryRun;
  cancel(id: string): RunState;
};

/** What a run store is, in the plainest words: the model that the real one is compared with. `now` gives milliseconds. */
export function createMemoryRunStore(now: () => number): MemoryRunStore {
  const runs = new Map<string, MemoryRun>();
  let served = 0;

  const fenced = (run: ClaimedRun): MemoryRun => {
    const row = runs.get(run.id);
    if (row === undefined || row.token !== run.token || (row.state !== "running" && row.state !== "cancelling"))
      throw new Fault("run_lease_lost");
    return row;
  };
  const undisturbed = (run: ClaimedRun): MemoryRun => {
    const row = fenced(run);
    if (row.state === "cancelling") throw new Fault("run_cancelled");
    return row;
  };
  const endSteps = (row: MemoryRun) => {
    if (finalStates.includes(row.state))
      for (const step of row.steps.values()) if (step.state === "running") step.state = "failed";
  };
  const leave = (row: MemoryRun, state: RunState) => {
    row.state = state;
    row.token += 1n;
    row.leaseUntil = null;
    endSteps(row);
  };

  return {
    runs,
    start({ id, accountId = "account", kind = "work", maxAttempts = 5, input = {} }) {
      const row: MemoryRun = {
        id,
        kind,
        accountId,
        userId: `user of ${accountId}`,
        input,
        state: "queued",
        attempt: 0,
        maxAttempts,
        token: 0n,
        availableAt: now(),
        leaseUntil: null,
        claimedAt: null,
        progress: 0,
        step: null,
        error: null,
        steps: new Map(),
        logs: [],
      };
      runs.set(id, row);
      return row;
    },
    cancel(id) {
      const row = runs.get(id);
      if (row === undefined) throw new Fault("not_found");
      row.state = applyEvent(row.state, "cancel");
      if (row.state === "cancelled") row.error = null;
      endSteps(row);
      return row.state;
    },
    async claim({ kinds, leaseMs, perAccount }) {
      const held = (accountId: string) =>
        [...runs.values()].filter(
          (row) => row.accountId === accountId && (row.state === "running" || row.state === "cancelling"),
        ).length;
      const lastServed = (accountId: string) =>
        Math.max(
          -1,
          ...[...runs.values()].filter((row) => row.accountId === accountId).map((row) => row.claimedAt ?? -1),
        );
      const ready = [...runs.values()].filter(
        (row) =>
          (row.state === "queued" || row.state === "waiting") && row.availableAt <= now() && kinds.includes(row.kind),
      );
      const [row] = ready
        .filter(({ accountId }) => held(accountId) < perAccount)
        .toSorted(
          (a, b) =>
            held(a.accountId) - held(b.accountId) ||
            lastServed(a.accountId) - lastServed(b.accountId) ||
            a.availableAt - b.availableAt,
        );
      if (row === undefined) return null;
      Object.assign(row, {
        state: applyEvent(row.state, "claim"),
        attempt: row.attempt + 1,
        token: row.token + 1n,
        leaseUntil: now() + leaseMs,
        claimedAt: (served += 1),
      });
      const { id, kind, accountId, userId, input, attempt, maxAttempts, token } = row;
      return {
        run: { id, kind, accountId, userId, fileId: null, input, attempt, maxAttempts, token },
        lastFault: row.error,
      };
    },
    async sweep() {
      const expired = [...runs.values()].filter((row) => row.leaseUntil !== null && row.leaseUntil < now());
      for (const row of expired) leave(row, applyEvent(row.state, "expire"));
      return expired.length;
    },
    async extendLease(run, leaseMs) {
      const row = fenced(run);
      row.leaseUntil = now() + leaseMs;
      return row.state;
    },
    async startStep(run, { name, ordinal }) {
      const row = undisturbed(run);
      const step = row.steps.get(name);
      if (step?.state === "done") return step.result ?? {};
      row.steps.set(name, {
        name,
        ordinal: step?.ordinal ?? ordinal,
        state: "running",
        attempt: run.attempt,
        token: run.token,
        result: null,
      });
      row.step = name;
      return null;
    },
    async finishStep(run, name, result, progress) {
      const row = undisturbed(run);
      const step = row.steps.get(name);
      if (step?.token === run.token) Object.assign(step, { state: "done", result });
      row.progress = progress;
    },
    async failStep(run, name) {
      const step = undisturbed(run).steps.get(name);
      if (step?.token === run.token) Object.assign(step, { state: "failed", result: null });
    },
    async reportProgress(run, { progress, step }) {
      Object.assign(undisturbed(run), { progress, step });
    },
    async log(run, level, key) {
      undisturbed(run).logs.push(`${level} ${key}`);
    },
    async conclude(run, conclusion) {
      const row = fenced(run);
      const state = applyEvent(row.state, conclusion.event);
      if (state === "succeeded") Object.assign(row, { progress: 1, step: null, error: null });
      if (state === "cancelled") row.error = null;
      if ((state === "failed" || state === "waiting") && "fault" in conclusion) row.error = conclusion.fault;
      if (state === "waiting" && conclusion.event === "retry") row.availableAt = now() + conclusion.delayMs;
      if (state === "queued") row.attempt -= 1;
      leave(row, state);
      return state;
    },
  };
}
