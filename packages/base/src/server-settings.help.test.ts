import { expect, test } from "vitest";
import { describeSettings } from "./config-help.ts";
import { serverSettings } from "./server-settings.ts";

test.each(["es", "en"] as const)(
  "the server's settings are explained in %s, and changing one shows here",
  (language) => {
    expect(describeSettings(serverSettings, language, "Caudal")).toMatchSnapshot();
  },
);

test("names of settings are unique, and every default is a value that the setting takes", () => {
  const entries = Object.values(serverSettings);
  expect(new Set(entries.map((entry) => entry.env)).size).toBe(entries.length);
  for (const entry of entries)
    if ("default" in entry) expect(entry.kind.schema.safeParse(entry.default).success, entry.env).toBe(true);
});
