import { expect, test } from "vitest";
import type { RunWithSteps } from "@caudal/db/queries/runs.ts";
import { runDetail } from "./run-resource.ts";

const at = new Date("2026-01-02T03:04:05Z");
const run: RunWithSteps["run"] = {
  id: "r",
  account_id: "a",
  user_id: "u",
  file_id: null,
  kind: "profile",
  input: {},
  state: "succeeded",
  attempt: 2,
  max_attempts: 5,
  token: "4",
  worker: null,
  available_at: at,
  lease_until: null,
  progress: 1,
  step: null,
  message: null,
  error: null,
  error_message: null,
  request_id: null,
  effects: {},
  queued_at: at,
  claimed_at: at,
  started_at: at,
  finished_at: at,
};
const line = (key: string, params: Record<string, unknown>): RunWithSteps["logs"][number] => ({
  id: "1",
  run_id: "r",
  account_id: "a",
  user_id: "u",
  level: "info",
  key,
  params,
  at,
});

test("a run's log names steps and failures in the reader's words, and leaves no brace", () => {
  const logs = [
    line("run.resumed", { step: "first", attempt: 2 }),
    line("run.retrying", { fault: { code: "storage_full", params: {} }, seconds: 3 }),
    line("run.failed_for", { fault: { code: "of_another_version" } }),
    line("run.finished", { seconds: 12.5 }),
    line("profile.read_text", { format: "CSV", encoding: "utf-8", delimiter: ";" }),
  ];
  for (const locale of ["es", "en"] as const) {
    const messages = runDetail({ run, steps: [], logs }, locale).logs.map(({ message }) => message);
    expect(messages.filter((message) => /[{}…]|step\.|run\.|undefined/.test(message))).toEqual([]);
    expect(messages).toHaveLength(logs.length);
  }
  const [resumed, retrying, , finished] = runDetail({ run, steps: [], logs }, "es").logs;
  expect(resumed?.message).toContain("Primera lectura de todas las filas");
  expect(retrying?.message).toMatch(/disco|espacio/i);
  expect(finished?.message).toBe("Terminado en 12,5 s");
});
