import { expect, test } from "vitest";
import { parseQuota } from "./parse-quota.ts";

const id = "3f0c9a1b-0000-4000-8000-000000000001";
const optionsOf = (...args: string[]) => {
  const command = parseQuota(args, "es", "http://x.test");
  return command.name === "quota" ? command.options : command;
};

test("a figure that is not named stays, and default gives it back to the settings", () => {
  const base = { help: false, json: false, url: "http://x.test", account: id };
  expect(optionsOf(id)).toEqual(base);
  expect(optionsOf(id, "--storage", "1.5GB")).toEqual({ ...base, storage: 1_500_000_000 });
  expect(optionsOf(id, "--storage", "default", "--runs=3")).toEqual({ ...base, storage: null, runs: 3 });
  expect(optionsOf(id, "--files", "50000")).toEqual({ ...base, files: 50_000 });
  expect(optionsOf(id, "--files=default")).toEqual({ ...base, files: null });
  expect(optionsOf(id, "--runs", "1")).toEqual({ ...base, runs: 1 });
  expect(optionsOf()).toEqual({ ...base, account: null });
});

test.each([
  [["not-an-id"]],
  [[id, "--storage", "mucho"]],
  [[id, "--storage=-1"]],
  [[id, "--storage", "99999999TB"]],
  [[id, "--files", "-1"]],
  [[id, "--files", "1.5"]],
  [[id, "--files", "1000000001"]],
  [["--files", "3"]],
  [[id, "--runs", "0"]],
  [[id, "--runs", "1.5"]],
  [[id, "--runs", "1001"]],
  [["--storage", "1GB"]],
  [[id, "--storage"]],
  [[id, "otra"]],
  [[id, "--nada"]],
  [[id, "--lang", "fr"]],
])("%j is refused", (args) => {
  expect(optionsOf(...args)).toMatchObject({ name: "misuse" });
});
