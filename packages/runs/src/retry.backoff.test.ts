import { Fault } from "@caudal/base/fault.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concludeAttempt, strongerInterruption } from "./conclude-attempt.ts";
import { decideRetry, defaultRetryPolicy, retryDelayMs } from "./retry.ts";

const passing = new Fault("database_unreachable", {
  persistence: "transient",
  params: { host: "db" },
  cause: new Error("secret"),
});
const lasting = new Fault("file_damaged", { params: { file_name: "a.csv" } });
const half = () => 0.5;

describe("retry policy", () => {
  it("stops at once for what does not pass", () => {
    expect(decideRetry(lasting, { attempt: 1, maxAttempts: 5 }, half)).toEqual({
      event: "fail",
      fault: { code: "file_damaged", params: { file_name: "a.csv" } },
    });
  });

  it("waits longer each time, and out of attempts fails with the fault that it had", () => {
    const delays = [1, 2, 3, 4].map((attempt) => decideRetry(passing, { attempt, maxAttempts: 5 }, half));
    expect(delays.map((decision) => (decision.event === "retry" ? decision.delayMs : null))).toEqual([
      750, 2250, 6750, 20250,
    ]);
    expect(decideRetry(passing, { attempt: 5, maxAttempts: 5 }, half)).toEqual({
      event: "fail",
      fault: { code: "database_unreachable", params: { host: "db" } },
    });
  });

  it("stores neither stack nor cause", () => {
    expect(JSON.stringify(decideRetry(passing, { attempt: 1, maxAttempts: 5 }, half))).not.toContain("secret");
  });

  it("keeps every wait between half of its backoff and the longest allowed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, drawn) => {
          const delay = retryDelayMs(attempt, () => drawn);
          const full = Math.min(defaultRetryPolicy.maxDelayMs, 1000 * 3 ** (attempt - 1));
          expect(delay).toBeGreaterThanOrEqual(Math.floor(full / 2));
          expect(delay).toBeLessThanOrEqual(full);
        },
      ),
    );
  });
});

describe("end of an attempt", () => {
  const run = { attempt: 1, maxAttempts: 5 };
  const end = (failure: Fault | null, interruption: Parameters<typeof concludeAttempt>[1]) =>
    concludeAttempt(failure, interruption, run, half)?.event ?? null;

  it("writes nothing for a run that is somebody else's", () => {
    for (const failure of [null, passing, lasting]) expect(end(failure, "lost")).toBe(null);
    expect(end(new Fault("run_lease_lost"), "cancelled")).toBe(null);
  });

  it("counts finished work as finished, whoever wanted it to stop", () => {
    expect(end(null, null)).toBe("succeed");
    expect(end(null, "draining")).toBe("succeed");
    expect(end(null, "cancelled")).toBe("succeed");
  });

  it("gives interrupted work back whatever it threw while it was torn down", () => {
    expect(end(lasting, "draining")).toBe("release");
    expect(end(lasting, "cancelled")).toBe("stop");
    expect(end(new Fault("run_cancelled"), null)).toBe("stop");
    expect(end(passing, null)).toBe("retry");
    expect(end(lasting, null)).toBe("fail");
  });

  it("lets the stronger reason to stop win, in any order", () => {
    expect(strongerInterruption("lost", "draining")).toBe("lost");
    expect(strongerInterruption("draining", "cancelled")).toBe("cancelled");
    expect(strongerInterruption(null, "draining")).toBe("draining");
  });
});
