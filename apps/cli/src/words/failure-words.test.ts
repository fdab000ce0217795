import { faultCodes } from "@caudal/base/fault.ts";
import { describe, expect, test } from "vitest";
import { failureText, hasFailureWords } from "./failure-words.ts";

/** What only makes sense where a server keeps files for people. */
const serverWords =
  /sub(e|ir|ida|iste)\b|súbe|conserva|administra|«?procesar»?|reintent|petici[oó]n|almac[eé]n|registro|insights|CAUDAL_|upload|as it arrived|\bkept\b|administ|\bprocess\b”|retry|request/i;
/** Of somebody else's file and of an account's space only a server speaks. */
const met = faultCodes.filter(
  (code) =>
    /^(file|reading|engine|storage)_|^(run_cancelled|internal)$/.test(code) && !/_not_yours$|_quota_/.test(code),
);

describe("a failure at a terminal", () => {
  test.each(met)("%s says what happened and what to do there, in both languages", (code) => {
    for (const params of [
      {},
      { name: "ventas.csv", limit: 1_500_000, columns: 9000, seconds: 30 },
      { reason: "line_too_long", seen: "HTML" },
      { seen: "zip" },
    ]) {
      for (const locale of ["es", "en"] as const) {
        expect(hasFailureWords(code, locale)).toBe(true);
        for (const text of Object.values(failureText({ code, params }, locale))) {
          expect(text).not.toMatch(serverWords);
          expect(text).not.toMatch(/undefined|null|NaN|\[object| {2}|\s[.,;:]|\(\)/);
          expect(text.length).toBeGreaterThan(5);
        }
      }
      expect(failureText({ code, params }, "es")).not.toEqual(failureText({ code, params }, "en"));
    }
  });

  test.each([
    ["HTML", /página web/, /a web page/],
    ["zip", /varios archivos.*Descomprímelo/s, /several files.*Unpack/s],
    ["PDF", /un PDF/, /a PDF/],
    ["PNG", /es una foto o una imagen\.\nConsigue la tabla/, /it is a photo or a picture\.\nGet the table/],
    ["XML", /no es CSV/, /is not CSV/],
  ])("of a file that is no table names what it is: %s", (seen, es, en) => {
    const told = (locale: "es" | "en") =>
      Object.values(failureText({ code: "file_type_unknown", params: { seen } }, locale)).join("\n");
    expect(told("es")).toMatch(es);
    expect(told("en")).toMatch(en);
  });

  test("that belongs to a server only is an unexpected one", () => {
    expect(failureText({ code: "port_taken", params: {} }, "en").title).toBe("Something failed in Caudal");
  });
});
