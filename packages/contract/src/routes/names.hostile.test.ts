import { z } from "zod";
import { describe, expect, test } from "vitest";
import type { RouteDefinition } from "./define-route.ts";
import { routes } from "./routes.ts";

/** Every place of the API that takes a name as somebody writes it: by the schema, so that one that comes later is asked too. */
const places = Object.entries<RouteDefinition>(routes).flatMap(([operation, { body }]) =>
  Object.entries(body?.shape ?? {})
    .filter(([field]) => /(^|_)names?$|hidden_fields|^url$/.test(field))
    .map(([field, type]) => ({ operation, field, type: type as z.ZodType })),
);

const list = (type: z.ZodType): boolean => z.array(z.string()).safeParse(type.safeParse(["x"]).data).success;
const takes = (type: z.ZodType, name: string): boolean => type.safeParse(list(type) ? [name] : name).success;

test("the places are those that people know", () => {
  const told = places.map(({ operation, field }) => `${operation} ${field}`);
  for (const place of [
    "signUp name",
    "updateMe name",
    "updateAccount name",
    "createCompany name",
    "updateCompany name",
    "createWarehouse name",
    "updateWarehouse name",
    "createTab name",
    "updateTab name",
    "createAccessProfile name",
    "createAccessProfile hidden_fields",
    "updateAccessProfile name",
    "createApiKey name",
    "createWebhook name",
    "updateWebhook name",
    "createWebhook url",
  ])
    expect(told).toContain(place);
});

/** What would break a line, a header, a log or a database, cannot be seen, or turns the direction of what follows. */
const refused = {
  "a null": "a\0b",
  "a line end": "a\nb",
  "a header": "a\r\nBcc: todos@ejemplo.test",
  "an escape of a terminal": "a\u001b[2Jb",
  "a delete": "a\u007fb",
  "a C1 control": "a\u009bb",
  "a line separator": "a\u2028b",
  "an override of direction": "a\u202egnp.exe",
  "an isolate of direction": "a\u2066b",
  "a mark of direction": "a\u200fb",
  "a space of no width": "a\u200bb",
  "a mark of byte order": "a\ufeffb",
  "a hyphen that is not seen": "a\u00adb",
  "a filler of Hangul": "a\u3164b",
  "a name of fillers": "\u115f\u3164",
  "a blank of Braille": "\u2800",
  "tags that nobody sees": "Ana\u{e0041}\u{e006e}",
  "a joiner after a Latin letter": "Ana\u200d",
  "joiners alone": "\u200c\u200d",
  "a selector alone": "\ufe0f",
  "ten thousand signs": "x".repeat(10_000),
} as const;

/** What other languages would carry out is text like any other. */
const kept = {
  SQL: "'; drop table caudal.files; --",
  HTML: "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "a formula": "=cmd|' /C calc'!A0",
  "a formula of another sign": "@SUM(1+9)*cmd",
  "a template": "{{constructor.constructor('x')()}} ${1+1} %s",
  "an emoji of a family": "Familia 👩\u200d👧 Ñandú",
  "a flag of a region": "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} Escocia",
  "a word of Persian": "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
  "a word of Hindi": "\u0915\u094d\u200d\u0937",
  "a heart in red": "Ventas \u2764\ufe0f",
  "a sign of Japanese in one form": "\u845b\u{e0100}\u57ce",
  "letters from right to left": "שלום עולם",
} as const;

describe.each(places)("$operation $field", ({ field, type }) => {
  test.each(Object.entries(refused))("refuses %s", (_what, name) => {
    expect(takes(type, field === "url" ? `https://avisos.test/${name}` : name)).toBe(false);
  });
});

describe.each(places.filter(({ field }) => field !== "url"))("$operation $field", ({ type }) => {
  test.each(Object.entries(kept))("keeps %s", (_what, name) => {
    expect(takes(type, name)).toBe(true);
  });
});

const mailed = ["signUp", "updateMe", "updateAccount", "acceptInvitation"];

describe.each(places.filter(({ operation, field }) => mailed.includes(operation) && field === "name"))(
  "$operation $field, which stands in mails to others,",
  ({ type }) => {
    test.each(["Vence hoy: https://evil.example", "entra en WWW.evil.example", "javascript://x"])(
      "refuses %s",
      (name) => {
        expect(takes(type, name)).toBe(false);
      },
    );
    test.each(["Comercial S.A. de C.V.", "J.R. Paz", "Ana: ventas"])("keeps %s", (name) => {
      expect(takes(type, name)).toBe(true);
    });
  },
);
