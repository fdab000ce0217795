import type { RunState } from "@caudal/contract/resources/run.ts";
import { RunState as states } from "@caudal/contract/resources/run.ts";
import { expect, test } from "vitest";
import { rerunOf } from "./rerun.ts";

const read = "2026-11-21T23:33:00.000Z";
const runIn = (state: RunState) => ({
  id: "r",
  kind: "profile",
  state,
  progress: 0.5,
  step: null,
  message: "",
  attempt: 1,
  queued_at: read,
  started_at: null,
  finished_at: null,
  error: null,
});

test("nothing older is shown of a file that never was read, whatever its run does", () => {
  for (const status of ["uploaded", "processing", "done", "error"] as const)
    for (const state of states.options)
      expect(rerunOf({ status, processed_at: null, run: runIn(state) }), `${status}, ${state}`).toBeNull();
});

test("of one that was read, an older result is shown until a newer run succeeds", () => {
  const seen = states.options.map((state) => {
    const ended = state === "succeeded" || state === "failed" || state === "cancelled";
    const rerun = rerunOf({ status: ended ? "done" : "processing", processed_at: read, run: runIn(state) });
    return [state, rerun?.state ?? null, rerun?.since ?? null];
  });
  expect(seen).toEqual([
    ["queued", "under way", read],
    ["running", "under way", read],
    ["waiting", "under way", read],
    ["cancelling", "under way", read],
    ["succeeded", null, null],
    ["failed", "failed", read],
    ["cancelled", "cancelled", read],
  ]);
});
