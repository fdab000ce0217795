import { RunState } from "@caudal/contract/resources/run.ts";
import { runStates } from "@caudal/runs/run.ts";
import { expect, test } from "vitest";

test("the API names the same states as the runs have", () => {
  expect(RunState.options).toEqual(runStates);
});
