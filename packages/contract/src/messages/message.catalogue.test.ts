import { describe, expect, it } from "vitest";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fillTemplate, renderMessage } from "./message.ts";

const placeholders = (template: string) =>
  [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").toSorted((a, b) => a.localeCompare(b));

describe("catalogue of messages", () => {
  it("has the same keys in both languages, each with the same parameters", () => {
    expect(Object.keys(en).toSorted()).toEqual(Object.keys(es).toSorted());
    for (const [key, template] of Object.entries(es)) {
      expect(placeholders(en[key as keyof typeof es]), key).toEqual(placeholders(template));
    }
  });

  it("writes numbers as the reader does and leaves no brace when a parameter is missing", () => {
    expect(fillTemplate("{n} filas", "es", { n: 1234567.891 })).toBe("1.234.567,89 filas");
    expect(fillTemplate("fila {n}", "es", {})).toBe("fila …");
  });

  it("does not follow a parameter name into an object's prototype", () => {
    expect(fillTemplate("{constructor}", "en", {})).toBe("…");
    expect(renderMessage("en", "toString")).toBe("toString");
  });

  it("does not render placeholders that a parameter's value carries", () => {
    expect(fillTemplate("{a} {b}", "en", { a: "{b}", b: "x" })).toBe("{b} x");
  });

  it("gives an unknown key back", () => {
    expect(renderMessage("es", "flow.unknown")).toBe("flow.unknown");
  });
});
