import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fault } from "@caudal/base/fault.ts";
import { networkOf } from "../auth/network-of.ts";
import { checkOrigin } from "./check-origin.ts";
import { clientAddressOf, isLoopback } from "./client-address.ts";
import { attachment } from "./content-disposition.ts";
import { requestIdOf } from "./create-app.ts";
import { cursorOf, pageOfRows, placeOf } from "./list-place.ts";
import { tagOfHeader } from "./request-locale.ts";

describe("a download's name", () => {
  test("keeps emoji, quotes and accents, and cannot add a header", () => {
    expect(attachment('año "2026" 😀.csv')).toBe(
      `attachment; filename="a_o _2026_ __.csv"; filename*=UTF-8''a%C3%B1o%20%222026%22%20%F0%9F%98%80.csv`,
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        const header = attachment(name);
        expect(header).toMatch(/^[\x20-\x7e]*$/);
        const [, ascii, encoded] =
          /^attachment; filename="([^"\\]*)"; filename\*=UTF-8''([A-Za-z0-9%._~!#$&+^`|-]*)$/.exec(header) ?? [];
        expect(ascii).toBeDefined();
        expect(decodeURIComponent(encoded ?? "")).toBe(name.toWellFormed());
      }),
    );
  });
});

describe("a list's place", () => {
  test("survives being a cursor, and nothing else is one", () => {
    const place = { at: "2026-11-22 02:29:22.123456+00", id: "0198a7a0-0000-7000-8000-000000000000" };
    expect(placeOf(cursorOf(place))).toEqual(place);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        for (const cursor of [
          text,
          Buffer.from(text).toString("base64url"),
          cursorOf({ at: text, id: place.id }),
          cursorOf({ at: place.at, id: text }),
        ]) {
          expect(() => placeOf(cursor)).toThrow(Fault);
        }
      }),
    );
    expect(() => placeOf(cursorOf({ ...place, at: "2026-99-22 02:29:22+00" }))).toThrow(Fault);
  });

  test("goes on exactly when there is more", () => {
    const rows = ["a", "b", "c"];
    const at = (id: string) => ({ at: "2026-01-01 00:00:00+00", id });
    expect(pageOfRows(rows, 3, at)).toEqual({ rows, next: null });
    expect(pageOfRows(rows, 2, at)).toEqual({ rows: ["a", "b"], next: cursorOf(at("b")) });
    expect(pageOfRows([], 2, at).next).toBeNull();
  });
});

test.each([
  ["es-MX,es;q=0.9,en;q=0.8", "es-MX"],
  ["en;q=0.8,es-419;q=0.9", "es-419"],
  ["es-Latn-MX,en", "es"],
  ["es-u-nu-arab", "es"],
  ["es-mx-x-constructor", "es"],
  ["en-US,en;q=0.9", "en-US"],
  ["fr,en;q=0.3,es;q=0.5", "es"],
  ["EN", "en"],
  ["es;q=0,en;q=0.1", "en"],
  ["fr-FR, de;q=0.5", null],
  ["*", null],
  ["", null],
  [null, null],
  ["espanto;q=1, enorme", null],
])("Accept-Language %s is answered in %s", (header, locale) => {
  expect(tagOfHeader(header)).toBe(locale);
});

test("only the entry that our own proxy wrote says where a client is", () => {
  expect(clientAddressOf("::ffff:10.0.0.9", "1.1.1.1, 2.2.2.2", 0)).toBe("10.0.0.9");
  expect(clientAddressOf("10.0.0.9", "1.1.1.1, 2.2.2.2", 1)).toBe("2.2.2.2");
  expect(clientAddressOf("10.0.0.9", "1.1.1.1, 2.2.2.2, 10.0.0.8", 2)).toBe("2.2.2.2");
  expect(clientAddressOf("10.0.0.9", null, 1)).toBe("10.0.0.9");
  expect(clientAddressOf("10.0.0.9", "2.2.2.2", 3)).toBe("10.0.0.9");
  expect(["127.0.0.1", "::1", "::ffff:127.0.0.1"].every(isLoopback)).toBe(true);
  expect(["10.0.0.1", "127.0.0.1.evil.example", ""].some(isLoopback)).toBe(false);
});

test.each([
  ["203.0.113.7:51234", "203.0.113.7"],
  ["[2001:db8::1]:51234", "2001:db8::1"],
  ["[2001:db8::1]", "2001:db8::1"],
  ["[::ffff:203.0.113.7]:80", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8::1", "2001:db8::1"],
  ["2001:db8::1:4711", "2001:db8::1:4711"],
  ["127.0.0.1:9", "127.0.0.1"],
  // What is no address stays as it was written: it counts as one place.
  ["unknown", "unknown"],
  ["host.example:80", "host.example:80"],
  ["[no]:80", "[no]:80"],
  ["1.2.3:80", "1.2.3:80"],
])(
  "a proxy that writes %s tells of %s: with the port each connection would be a client of its own",
  (entry, address) => {
    expect(clientAddressOf("10.0.0.9", `198.51.100.1:1, ${entry}`, 1)).toBe(address);
  },
);

test("a client behind a proxy that writes ports is one, whatever port it comes from", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(65_535), fc.nat(65_535), (address, one, other) => {
      const entry = (port: number) => (address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`);
      const seen = [entry(one), entry(other), address].map((each) => clientAddressOf("10.0.0.9", each, 1));
      expect(new Set(seen.map(networkOf)).size).toBe(1);
      expect(isIP(seen[0] ?? "")).not.toBe(0);
    }),
  );
});

test("an origin is ours when it is the base's or the host's that was asked, down to the port", () => {
  const asked = (headers: Record<string, string>, method = "POST") => {
    try {
      checkOrigin(method, new Headers({ host: "localhost:8080", ...headers }), "https://datos.empresa.example");
      return true;
    } catch {
      return false;
    }
  };
  expect(asked({})).toBe(true);
  expect(asked({ origin: "http://localhost:8080" })).toBe(true);
  expect(asked({ origin: "https://datos.empresa.example" })).toBe(true);
  expect(asked({ origin: "http://localhost:3000" })).toBe(false);
  expect(asked({ origin: "https://datos.empresa.example.evil.example" })).toBe(false);
  expect(asked({ origin: "null" })).toBe(false);
  expect(asked({ "sec-fetch-site": "cross-site" })).toBe(false);
  expect(asked({ origin: "https://evil.example" }, "GET")).toBe(true);
});

test("a request's id is kept when it is harmless", () => {
  expect(requestIdOf("abc-12345678")).toBe("abc-12345678");
  for (const sent of [undefined, "", "short", "x".repeat(65), "with space 12345", 'a"b1234567\n'])
    expect(requestIdOf(sent)).toMatch(/^[0-9a-f-]{36}$/);
});
