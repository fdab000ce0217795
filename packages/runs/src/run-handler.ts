import type { RunContext } from "./run.ts";

/** How runs of one kind are carried out. */
export type RunHandler = {
  /** The steps in their order, each with its share of the whole work (any positive numbers: they are taken as proportions). */
  readonly steps: Readonly<Record<string, number>>;
  /**
   * Does the work through `context.step`. Must heed `context.signal`: it aborts when the lease is lost, a person cancels,
   * or the worker goes down, with a Fault as its reason. A thrown Fault decides by its persistence whether the run is tried again.
   */
  carryOut(context: RunContext): Promise<void>;
};

/** By the run's kind. A worker claims the kinds that it has a handler for. */
export type RunHandlers = Readonly<Record<string, RunHandler>>;
