import { Fault } from "@caudal/base/fault.ts";
import type { RunState } from "./run.ts";

export const runEvents = ["claim", "succeed", "fail", "retry", "release", "cancel", "stop", "expire"] as const;
/**
 * claim: a worker takes it. succeed, fail: its work ended. retry: it failed in a way that passes. release: its worker gives it back,
 * because it is going down. cancel: a person asks for its end. stop: its worker has seen that and ended the work.
 * expire: its lease ran out, because its worker died or cannot be reached.
 */
export type RunEvent = (typeof runEvents)[number];

/** final: the run has ended. held: a worker has it. free: no worker has it, so none may speak for it. undisturbed: nobody asked for its end. */
export type RefusalReason = "final" | "held" | "free" | "undisturbed";
export type Transition = { readonly to: RunState } | { readonly refused: RefusalReason };

const to = (state: RunState): Transition => ({ to: state });
const refused = (reason: RefusalReason): Transition => ({ refused: reason });
const allFinal = Object.fromEntries(runEvents.map((event) => [event, refused("final")])) as Readonly<
  Record<RunEvent, Transition>
>;
const claimable: Readonly<Record<RunEvent, Transition>> = {
  claim: to("running"),
  succeed: refused("free"),
  fail: refused("free"),
  retry: refused("free"),
  release: refused("free"),
  cancel: to("cancelled"),
  stop: refused("free"),
  expire: refused("free"),
};

/** What each event makes of a run in each state. In `cancelling`, what the person asked for wins over how the work ended. */
export const transitions: Readonly<Record<RunState, Readonly<Record<RunEvent, Transition>>>> = {
  queued: claimable,
  waiting: claimable,
  running: {
    claim: refused("held"),
    succeed: to("succeeded"),
    fail: to("failed"),
    retry: to("waiting"),
    release: to("queued"),
    cancel: to("cancelling"),
    stop: refused("undisturbed"),
    expire: to("queued"),
  },
  cancelling: {
    claim: refused("held"),
    succeed: to("cancelled"),
    fail: to("cancelled"),
    retry: to("cancelled"),
    release: to("cancelled"),
    cancel: to("cancelling"),
    stop: to("cancelled"),
    expire: to("cancelled"),
  },
  succeeded: allFinal,
  failed: allFinal,
  cancelled: allFinal,
};

export const finalStates: readonly RunState[] = ["succeeded", "failed", "cancelled"];
export const heldStates: readonly RunState[] = ["running", "cancelling"];
export const claimableStates: readonly RunState[] = ["queued", "waiting"];

/** The state after an event. Throws Fault `run_state_conflict` with the state and the event when the table refuses it. */
export function applyEvent(state: RunState, event: RunEvent): RunState {
  const transition = transitions[state][event];
  if ("to" in transition) return transition.to;
  throw new Fault("run_state_conflict", { params: { state, event, reason: transition.refused } });
}

/** Every change of state that some event makes; what the database lets through. */
export function allowedChanges(): readonly (readonly [RunState, RunState])[] {
  const changes = new Map<string, readonly [RunState, RunState]>();
  for (const [from, row] of Object.entries(transitions) as [RunState, Record<RunEvent, Transition>][]) {
    for (const transition of Object.values(row)) {
      if ("to" in transition && transition.to !== from) changes.set(`${from} ${transition.to}`, [from, transition.to]);
    }
  }
  return [...changes.values()];
}
