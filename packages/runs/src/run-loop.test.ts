import { Fault } from "@caudal/base/fault.ts";
import { describe, expect, it } from "vitest";
import { createListLog } from "@caudal/runs/testing/list-log.ts";
import { createManualTimers } from "@caudal/runs/testing/manual-timers.ts";
import { createMemoryRunStore } from "@caudal/runs/testing/memory-run-store.ts";
import type { RunContext } from "./run.ts";
import { createRunLoop, type RunLoopOptions } from "./run-loop.ts";
import type { RunSignal } from "./run-store.ts";

const leaseMs = 15_000;

function setUp(carryOut: (context: RunContext) => Promise<void>, options: Partial<RunLoopOptions> = {}) {
  const timers = createManualTimers();
  const store = createMemoryRunStore(timers.now);
  const signals = new Set<(signal: RunSignal) => void>();
  const log = createListLog();
  const start = (workerId: string, more: Partial<RunLoopOptions> = {}) => {
    const loop = createRunLoop({
      store,
      workerId,
      log,
      timers,
      leaseMs,
      concurrency: 2,
      perAccount: 2,
      random: () => 0.5,
      handlers: { work: { steps: { read: 1, measure: 1 }, carryOut } },
      signals: (listener) => {
        signals.add(listener);
        return () => signals.delete(listener);
      },
      ...options,
      ...more,
    });
    void loop.start();
    return loop;
  };
  return { timers, store, start, log, tell: (signal: RunSignal) => signals.forEach((listener) => listener(signal)) };
}

const untilAborted = (context: RunContext) =>
  new Promise<never>((_, reject) =>
    context.signal.addEventListener("abort", () => reject(context.signal.reason as Error)),
  );

describe("run loop", () => {
  it("carries a run out, step by step, and leaves nothing behind when it stops", async () => {
    const { timers, store, start, tell } = setUp(async (context) => {
      const { rows } = await context.step("read", async (report) => {
        report({ fraction: 0.5, key: "reading" });
        return { rows: 3 };
      });
      await context.step("measure", async () => ({ seen: rows }));
      await context.log("info", "run.succeeded");
    });
    const loop = start("a");
    const run = store.start({ id: "r" });
    tell({ about: "queued" });
    await timers.advance(0);
    expect(run).toMatchObject({ state: "succeeded", progress: 1, attempt: 1, logs: ["info run.succeeded"] });
    expect(run.steps.get("measure")).toMatchObject({ state: "done", result: { seen: 3 }, ordinal: 1 });
    await loop.stop();
    expect(loop.active()).toEqual([]);
  });

  it("reads a finished step instead of doing it again, and begins an unfinished one anew", async () => {
    const done: string[] = [];
    const { timers, store, start } = setUp(async (context) => {
      const first = await context.step("read", async () => {
        done.push("read");
        return { at: new Date(0) };
      });
      // As it is read again, also the first time: a date is a string.
      done.push(typeof first.at);
      await context.step("measure", async () => {
        done.push("measure");
        if (context.run.attempt === 1) throw new Fault("engine_crashed", { persistence: "transient" });
        return {};
      });
    });
    start("a");
    const run = store.start({ id: "r" });
    await timers.advance(0);
    expect(run).toMatchObject({ state: "waiting", error: { code: "engine_crashed" }, availableAt: 750 });
    await timers.advance(2_000);
    expect(run.state).toBe("succeeded");
    expect(done).toEqual(["read", "string", "measure", "string", "measure"]);
  });

  it("goes on with a run whose worker died once its lease ended, not before", async () => {
    const { timers, store, start } = setUp(async (context) => {
      await context.step("read", async () => ({}));
    });
    const run = store.start({ id: "r" });
    const dead = await store.claim({ worker: "dead", kinds: ["work"], leaseMs, perAccount: 1 });
    await store.startStep(dead!.run, { name: "read", ordinal: 0 });
    start("b");
    await timers.advance(leaseMs - 1_000);
    expect(run.state).toBe("running");
    await timers.advance(2_000);
    expect(run).toMatchObject({ state: "succeeded", attempt: 2 });
    await expect(store.finishStep(dead!.run, "read", {}, 1)).rejects.toThrow("run_lease_lost");
  });

  it("fails a run that killed all its workers", async () => {
    const { timers, store, start } = setUp(() => Promise.reject(new Error("must not be called")));
    const run = store.start({ id: "r", maxAttempts: 2 });
    for (const worker of ["a", "b"]) {
      await store.claim({ worker, kinds: ["work"], leaseMs, perAccount: 1 });
      await timers.advance(leaseMs + 1);
      await store.sweep();
    }
    start("c");
    await timers.advance(1_000);
    expect(run).toMatchObject({ state: "failed", error: { code: "run_attempts_exhausted", params: { attempts: 2 } } });
  });

  it("keeps the lease while the work lasts", async () => {
    const finish = Promise.withResolvers<void>();
    const { timers, store, start } = setUp(() => finish.promise);
    const loop = start("a");
    const run = store.start({ id: "r" });
    await timers.advance(leaseMs * 10);
    expect(await store.sweep()).toBe(0);
    expect(loop.active()).toEqual(["r"]);
    finish.resolve();
    await timers.advance(0);
    expect(run).toMatchObject({ state: "succeeded", attempt: 1 });
  });

  it("sees a cancellation at once when told, else within a heartbeat", async () => {
    const { timers, store, start, tell } = setUp(untilAborted);
    start("a");
    const [told, silent] = [store.start({ id: "told" }), store.start({ id: "silent" })];
    await timers.advance(1_000);
    expect(store.cancel("told")).toBe("cancelling");
    tell({ about: "cancelling", runId: "told" });
    await timers.advance(0);
    expect(told.state).toBe("cancelled");
    store.cancel("silent");
    await timers.advance(0);
    expect(silent.state).toBe("cancelling");
    await timers.advance(leaseMs / 3);
    expect(silent.state).toBe("cancelled");
  });

  it("gives runs back when it drains, so that another worker goes on at once, and the attempt does not count", async () => {
    const { timers, store, start } = setUp(untilAborted);
    const loop = start("a");
    const run = store.start({ id: "r" });
    await timers.advance(1_000);
    await loop.drain();
    expect(run).toMatchObject({ state: "queued", attempt: 0, leaseUntil: null });
    await timers.advance(5_000);
    expect(run.state).toBe("queued");
  });

  it("leaves work behind that does not heed its signal, and the fence keeps it from writing", async () => {
    const awake = Promise.withResolvers<void>();
    let zombie: Promise<void> = Promise.resolve();
    const { timers, store, start } = setUp(
      (context) => (zombie = context.step("read", () => awake.promise.then(() => ({}))).then(() => undefined)),
      { graceMs: 1_000 },
    );
    const loop = start("a");
    const run = store.start({ id: "r" });
    await timers.advance(1_000);
    const drained = loop.drain();
    await timers.advance(1_000);
    await drained;
    expect(run.state).toBe("queued");
    awake.resolve();
    await expect(zombie).rejects.toThrow("run_lease_lost");
    expect(run.steps.get("read")?.state).toBe("running");
  });

  it("stops the work when the store cannot be reached for the whole of a lease, and writes nothing", async () => {
    let reason: unknown;
    const { timers, store, start } = setUp((context) =>
      untilAborted(context).catch((thrown: unknown) => {
        reason = thrown;
        throw thrown;
      }),
    );
    start("a");
    const run = store.start({ id: "r" });
    await timers.advance(1_000);
    store.extendLease = () => Promise.reject(new Fault("database_unreachable", { persistence: "transient" }));
    await timers.advance(leaseMs);
    expect(reason).toMatchObject({ code: "run_lease_lost" });
    expect(run.state).toBe("running");
  });

  it("does not lose a step or an end to a short outage", async () => {
    const { timers, store, start } = setUp(
      async (context) => void (await context.step("read", async () => ({ rows: 1 }))),
    );
    const outage = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => {
      let failures = 2;
      return (...args: A) =>
        failures-- > 0
          ? Promise.reject(new Fault("database_unreachable", { persistence: "transient" }))
          : call(...args);
    };
    Object.assign(store, { finishStep: outage(store.finishStep), conclude: outage(store.conclude) });
    start("a");
    const run = store.start({ id: "r" });
    await timers.advance(3_000);
    expect(run).toMatchObject({ state: "succeeded", attempt: 1 });
  });

  it("goes on claiming after the store could not be reached", async () => {
    const { timers, store, start, log } = setUp(async () => {});
    const { claim } = store;
    store.claim = () => Promise.reject(new Fault("database_unreachable", { persistence: "transient" }));
    start("a");
    const run = store.start({ id: "r" });
    await timers.advance(3_000);
    expect(log.lines).toContain("warn runs cannot be claimed");
    store.claim = claim;
    await timers.advance(1_000);
    expect(run.state).toBe("succeeded");
  });

  it("serves a newcomer next, however much another account has queued, and never holds more of one account than it may", async () => {
    const order: string[] = [];
    let most = 0;
    const { timers, store, start } = setUp(
      async (context) => {
        order.push(context.run.accountId);
        most = Math.max(
          most,
          [...store.runs.values()].filter((run) => run.state === "running" && run.accountId === "greedy").length,
        );
        await new Promise<void>((resolve) => timers.after(100, resolve));
      },
      { concurrency: 3, perAccount: 2 },
    );
    for (let index = 0; index < 20; index += 1) store.start({ id: `greedy ${index}`, accountId: "greedy" });
    start("a");
    await timers.advance(250);
    store.start({ id: "small 1", accountId: "small" });
    store.start({ id: "small 2", accountId: "small" });
    await timers.advance(10_000);
    expect(most).toBe(2);
    expect(order.slice(6, 9).filter((account) => account === "small")).toHaveLength(2);
    expect([...store.runs.values()].every((run) => run.state === "succeeded")).toBe(true);
  });

  it("refuses a handler that nests steps or repeats a name", async () => {
    const { timers, store, start } = setUp(async (context) => {
      if (context.run.id === "nested") await context.step("read", () => context.step("measure", async () => ({})));
      await context.step("read", async () => ({}));
      await context.step("read", async () => ({}));
    });
    start("a");
    const [nested, repeated] = [store.start({ id: "nested" }), store.start({ id: "repeated" })];
    await timers.advance(1_000);
    expect([nested.state, repeated.state]).toEqual(["failed", "failed"]);
    expect(nested.error).toEqual({ code: "internal", params: {} });
  });
});
