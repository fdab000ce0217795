import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runStates, type RunState } from "./run.ts";
import {
  allowedChanges,
  applyEvent,
  claimableStates,
  finalStates,
  heldStates,
  runEvents,
  transitions,
  type RunEvent,
} from "./transitions.ts";

describe("transitions of a run", () => {
  it("answer every event in every state, and nothing else", () => {
    expect(Object.keys(transitions).toSorted()).toEqual([...runStates].toSorted());
    for (const row of Object.values(transitions))
      expect(Object.keys(row).toSorted()).toEqual([...runEvents].toSorted());
  });

  it("sort every state into claimable, held or final", () => {
    expect([...claimableStates, ...heldStates, ...finalStates].toSorted()).toEqual([...runStates].toSorted());
  });

  it("reach every state from queued, and an end from every state", () => {
    expect(reachable("queued")).toEqual(new Set(runStates));
    for (const state of runStates)
      expect(
        [...reachable(state)].some((each) => finalStates.includes(each)),
        state,
      ).toBe(true);
  });

  it("never leave a final state", () => {
    for (const state of finalStates)
      for (const event of runEvents) expect(transitions[state][event]).toEqual({ refused: "final" });
  });

  it("let only a claim begin work, and only a held run's worker end it", () => {
    for (const state of claimableStates) {
      expect(runEvents.filter((event) => leadsTo(state, event) === "running")).toEqual(["claim"]);
      expect(runEvents.filter((event) => leadsTo(state, event) === null)).toEqual(
        runEvents.filter((event) => event !== "claim" && event !== "cancel"),
      );
    }
  });

  it("hold for any sequence of events: once asked for, the end comes as cancelled and the work is never taken up again", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...runEvents), { maxLength: 30 }), (events) => {
        const visited = events.reduce<RunState[]>(
          (path, event) => [...path, tryEvent(path.at(-1) ?? "queued", event)],
          [],
        );
        const asked = events.findIndex(
          (event, index) => event === "cancel" && leadsTo(visited[index - 1] ?? "queued", event) !== null,
        );
        const after = asked === -1 ? [] : visited.slice(asked);
        expect(after.filter((state) => state !== "cancelling" && state !== "cancelled")).toEqual([]);
      }),
    );
  });

  it("list each change once", () => {
    const changes = allowedChanges().map(([from, to]) => `${from} → ${to}`);
    expect(new Set(changes).size).toBe(changes.length);
    expect(changes).toContain("running → cancelling");
    expect(changes).not.toContain("queued → succeeded");
  });
});

/** As the store does it: a refused event leaves the run as it is. */
function tryEvent(state: RunState, event: RunEvent): RunState {
  const next = leadsTo(state, event);
  if (next !== null) return applyEvent(state, event);
  expect(() => applyEvent(state, event)).toThrow(/run_state_conflict/);
  return state;
}

function leadsTo(state: RunState, event: RunEvent): RunState | null {
  const transition = transitions[state][event];
  return "to" in transition ? transition.to : null;
}

function reachable(from: RunState): Set<RunState> {
  const seen = new Set([from]);
  for (const state of seen) {
    for (const event of runEvents) {
      const next = leadsTo(state, event);
      if (next !== null) seen.add(next);
    }
  }
  return seen;
}
