import { expect, test } from "vitest";
import { figureTag } from "./figure-tag.ts";

test.each([
  ["es", { LANG: "es_MX.UTF-8" }, "es-MX"],
  ["es", { LANG: "es_MX.UTF-8", LC_NUMERIC: "es_AR.UTF-8" }, "es-AR"],
  ["es", { LANG: "es_MX", LC_NUMERIC: "es_MX", LC_ALL: "es_CO.utf8@x" }, "es-CO"],
  ["es", { LANG: "es_MX", LC_ALL: "" }, "es-MX"],
  ["es", { LANG: "es_MX", LC_ALL: "C.UTF-8" }, "es"],
  ["es", { LANG: "en_US.UTF-8" }, "es"],
  ["en", { LANG: "en_GB.UTF-8" }, "en-GB"],
  ["en", { LANG: "es_MX.UTF-8" }, "en"],
  ["es", { LANG: "POSIX" }, "es"],
  ["es", { LANG: "es_MX_x; rm -rf" }, "es"],
  ["es", {}, "es"],
] as const)("words in %s where the system says %o have figures as in %s", (locale, env, tag) => {
  expect(figureTag(locale, env)).toBe(tag);
});
