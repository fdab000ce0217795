import { Fault, faultCodes } from "@caudal/base/fault.ts";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Problem } from "../resources/problem.ts";
import { faultText, problemOf, problemOfStored } from "./problem-of.ts";
import { faultStatus } from "./status.ts";

const someParams = {
  name: "ventas 😀.csv",
  limit: 1_500_000,
  columns: 5000,
  seconds: 30,
  port: 8080,
  path: "/datos",
  problems: "CAUDAL_PORT: …",
  fields: "name",
  attempts: 5,
  version: "15.1",
  role: "app",
  migration: "0042",
  address: "http://localhost:8080",
};

describe("the words of faults", () => {
  test.each(faultCodes)(
    "%s says what happened and what to do in both languages, with and without its parameters",
    (code) => {
      expect(faultStatus[code]).toBeGreaterThanOrEqual(400);
      for (const params of [{}, someParams]) {
        const [es, en] = [faultText({ code, params }, "es"), faultText({ code, params }, "en")];
        for (const text of [...Object.values(es), ...Object.values(en)]) {
          expect(text.length).toBeGreaterThan(5);
          expect(text).not.toMatch(/undefined|null|NaN|\{|\[object/);
          expect(text).not.toContain(code);
          expect(text).not.toMatch(/ {2}|\s[.,;:]/);
        }
        expect(es.title).not.toBe(en.title);
        expect(es.detail).not.toBe(en.detail);
      }
    },
  );

  test("become a problem document that names each wrong field, and never repeats what was sent", () => {
    const parsed = z
      .object({ email: z.email(), age: z.number().min(18), name: z.string() })
      .safeParse({ email: "top-secret", age: 3 });
    const problem = problemOf(
      new Fault("invalid_fields", { params: { fields: "email" }, cause: parsed.error }),
      "es",
      "r-1",
    );
    expect(Problem.parse(problem)).toEqual(problem);
    expect(problem).toMatchObject({ status: 400, code: "invalid_fields", request_id: "r-1" });
    expect(problem.errors).toEqual([
      { path: "email", message: "No es un correo válido." },
      { path: "age", message: "Debe ser 18 o más." },
      { path: "name", message: "Falta." },
    ]);
    expect(JSON.stringify(problem)).not.toContain("top-secret");
  });

  test("of a stored failure are told again, and of an unknown code too", () => {
    expect(problemOfStored({ code: "file_empty", params: { name: "a.csv" } }, "en").detail).toBe(
      "The file “a.csv” contains no data. We kept it as it arrived.",
    );
    expect(problemOfStored({ code: "from_the_future", params: null }, "es").code).toBe("internal");
    expect(problemOfStored({ code: "toString", params: {} }, "es").code).toBe("internal");
  });

  test("do not tell the cause of an internal failure", () => {
    const problem = problemOf(new Fault("internal", { cause: new Error("password=hunter2 at /srv/x") }), "en", "r-1");
    expect(JSON.stringify(problem)).not.toMatch(/hunter2|srv/);
  });
});
