import { describe, expect, it } from "vitest";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { renderReason } from "./reading-words.ts";

const placeholders = (template: string) => [...new Set(template.match(/\{\w+\}/g))].toSorted();

describe("words for how a file was read", () => {
  it("name the same parameters in both languages", () => {
    for (const [key, template] of Object.entries(es)) {
      expect(placeholders(en[key as keyof typeof es]), key).toEqual(placeholders(template));
    }
  });

  it("fill in the figures as the reader writes them", () => {
    expect(renderReason("es", { key: "header_after_titles", params: { row: 4, titles: 3 } })).toBe(
      "Los encabezados están en la fila 4; antes hay 3 filas de título.",
    );
    expect(renderReason("en", { key: "nulls_read", params: { column: "x", count: 1234, texts: "s/d" } })).toContain(
      "1,234 cells",
    );
  });

  it("give the key for a reason that they do not know", () => {
    expect(renderReason("es", { key: "constructor", params: {} })).toBe("constructor");
  });
});
