import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualTimers } from "@caudal/runs/testing/manual-timers.ts";
import { createProgressWriter } from "./progress-writer.ts";
import type { RunProgress } from "./run-store.ts";
import { overallProgress } from "./step-weights.ts";

const at = (progress: number): RunProgress => ({ progress, step: "read", message: null });

describe("progress", () => {
  it("is written at most four times a second, never falls, and the newest arrives", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ wait: fc.integer({ min: 0, max: 600 }), fraction: fc.double({ min: -1, max: 2 }) }), {
          minLength: 1,
          maxLength: 40,
        }),
        async (reports) => {
          const timers = createManualTimers();
          const written: { at: number; progress: number }[] = [];
          const writer = createProgressWriter(
            async ({ progress }) => void written.push({ at: timers.now(), progress }),
            timers,
          );
          for (const { wait, fraction } of reports) {
            await timers.advance(wait);
            writer.report(at(fraction));
          }
          await timers.advance(1_000);
          written.forEach((write, index) => {
            const before = written[index - 1];
            if (before === undefined) return;
            expect(write.at - before.at).toBeGreaterThanOrEqual(250);
            expect(write.progress).toBeGreaterThanOrEqual(before.progress);
          });
          const fractions = reports.map(({ fraction }) =>
            Number.isNaN(fraction) ? 0 : Math.min(1, Math.max(0, fraction)),
          );
          expect(written.at(-1)?.progress).toBe(Math.max(0, ...fractions));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("does not write after it was settled what was reported before", async () => {
    const timers = createManualTimers();
    const written: number[] = [];
    let release = () => {};
    const writer = createProgressWriter(({ progress }) => {
      written.push(progress);
      return new Promise((resolve) => (release = resolve));
    }, timers);
    writer.report(at(0.1));
    await timers.advance(0);
    writer.report(at(0.5));
    let settled = false;
    const settling = writer.settle().then(() => (settled = true));
    await timers.advance(1_000);
    expect(settled).toBe(false);
    release();
    await settling;
    await timers.advance(1_000);
    expect(written).toEqual([0.1]);
    expect(writer.highest()).toBe(0.5);
  });

  it("adds steps up by their share", () => {
    const steps = { read: 3, measure: 1 };
    expect(overallProgress(steps, new Set(), { name: "read", fraction: 0.5 })).toBe(0.375);
    expect(overallProgress(steps, new Set(["read"]), { name: "measure", fraction: 7 })).toBe(1);
    expect(overallProgress({}, new Set())).toBe(0);
  });
});
