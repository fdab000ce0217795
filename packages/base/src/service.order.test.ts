import { expect, test, vi } from "vitest";
import { createLog } from "./log.ts";
import { composeServices, runUntilSignal, type Service } from "./service.ts";

const log = createLog({ name: "test", level: "silent" });
/** On a busy machine a second goes by without a turn. */
const patience = { timeout: 20_000, interval: 10 };

function recording(events: string[], name: string, broken?: keyof Service): Service {
  const act = (what: "start" | "drain" | "stop") => async () => {
    events.push(`${what} ${name}`);
    if (what === broken) throw new Error(`${what} of ${name} failed`);
  };
  return { name, start: act("start"), drain: act("drain"), stop: act("stop") };
}

test("parts start in order and stop in reverse, also when one fails to stop", async () => {
  const events: string[] = [];
  const whole = composeServices(
    "all",
    [recording(events, "a"), recording(events, "b", "stop"), recording(events, "c")],
    log,
  );
  await whole.start();
  await whole.drain?.();
  await whole.stop();
  await whole.stop();
  expect(events).toEqual([
    "start a",
    "start b",
    "start c",
    "drain a",
    "drain b",
    "drain c",
    "stop c",
    "stop b",
    "stop a",
  ]);
});

test("a failed start stops what had started, and tells why", async () => {
  const events: string[] = [];
  const whole = composeServices(
    "all",
    [recording(events, "a"), recording(events, "b", "start"), recording(events, "c")],
    log,
  );
  await expect(whole.start()).rejects.toThrow("start of b failed");
  expect(events).toEqual(["start a", "start b", "stop a"]);
});

test("the end of the parent drains and stops; work that never ends is cut off", async () => {
  const events: string[] = [];
  const parent = Promise.withResolvers<void>();
  const stuck: Service = { ...recording(events, "stuck"), drain: () => new Promise(() => undefined) };
  const ended = runUntilSignal(composeServices("all", [stuck], log), {
    log,
    drainMs: 5,
    signals: [],
    parentGone: parent.promise,
  });
  await vi.waitFor(() => expect(events).toContain("start stuck"), patience);
  parent.resolve();
  await ended;
  expect(events.at(-1)).toBe("stop stuck");
});

test("a stop in the midst of starting leaves nothing running", async () => {
  const events: string[] = [];
  const gate = Promise.withResolvers<void>();
  const slow: Service = { ...recording(events, "slow"), start: () => gate.promise };
  const whole = composeServices("all", [recording(events, "a"), slow, recording(events, "never")], log);
  const starting = whole.start();
  await vi.waitFor(() => expect(events).toContain("start a"), patience);
  await whole.stop();
  gate.resolve();
  await starting;
  expect(events).toEqual(["start a", "stop a", "stop slow"]);
});
