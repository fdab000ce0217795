import fc from "fast-check";
import { expect, test } from "vitest";
import { programOf } from "./program-of.ts";

const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
test.each([
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/142.0.0.0 Safari/537.36`, "Chrome", "Windows"],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0`, "Edge", "Windows"],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15",
    "Safari",
    "macOS",
  ],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile Safari/604.1", "Safari", "iPhone"],
  [
    `Mozilla/5.0 (Linux; Android 15; SM-S918B) ${webkit} SamsungBrowser/28.0 Chrome/130 Mobile Safari/537.36`,
    "Samsung Internet",
    "Android",
  ],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux"],
  ["curl/8.5.0", "curl", null],
  ["", null, null],
  [null, null, null],
])("%s is %s on %s", (sent, name, system) => {
  expect(programOf(sent)).toEqual({ name, system });
});

test("whatever stands there, only names of ours come out", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (sent) => {
      const { name, system } = programOf(sent);
      for (const told of [name, system]) expect(told ?? "").toMatch(/^[A-Za-z.\- ]*$/);
    }),
  );
});
