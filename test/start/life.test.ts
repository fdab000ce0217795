import { afterEach, beforeEach, expect, test } from "vitest";
import {
  addressOf,
  eventually,
  isReady,
  makeDataFolder,
  processesOf,
  removePlatform,
  signInOf,
  startPlatform,
} from "./platform.ts";

let folder: string;
beforeEach(() => {
  folder = makeDataFolder();
});
afterEach(() => removePlatform(folder));

test("starts, lets the demonstration in, stops at Ctrl-C without leaving a process, and starts again", async () => {
  const first = startPlatform(folder);
  const address = await addressOf(first);
  expect(await isReady(address)).toBe(true);

  const signIn = signInOf(first);
  const session = await fetch(`${address}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: address },
    body: JSON.stringify(signIn),
  });
  expect(session.status).toBe(200);
  const cookie = session.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  const files = (await (await fetch(`${address}/api/files`, { headers: { cookie } })).json()) as {
    items: { file_name: string; status: string }[];
  };
  expect(files.items.length).toBeGreaterThan(0);

  // The terminal sends Ctrl-C to the whole foreground group.
  process.kill(-(first.starter.pid ?? 0), "SIGINT");
  expect(await first.ended()).toBe(0);
  expect(processesOf(folder)).toEqual([]);

  const second = startPlatform(folder);
  await addressOf(second);
  expect(signInOf(second)).toBeUndefined();
  expect(first.output()).toContain(signIn?.password ?? "a password");
  second.starter.kill("SIGTERM");
  expect(await second.ended()).toBe(0);
  await eventually(() => processesOf(folder).length === 0);
});
