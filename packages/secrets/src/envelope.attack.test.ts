import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openSealed, rewrapSealed, SealBroken, sealText } from "./envelope.ts";
import { newMasterKey, parseKeyring } from "./keyring.ts";

const ring = parseKeyring(newMasterKey());
const text = fc.string({ unit: "binary", maxLength: 200 }).map((each) => each.toWellFormed());
const place = fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ maxLength: 20 }), { maxKeys: 4 });

function refused(work: () => unknown): SealBroken["reason"] | "opened" {
  try {
    work();
    return "opened";
  } catch (error) {
    if (error instanceof SealBroken) return error.reason;
    throw error;
  }
}

describe("a sealed text", () => {
  test("opens as what it was, where it belongs", () => {
    fc.assert(
      fc.property(text, place, (secret, where) => {
        expect(openSealed(ring, sealText(ring, secret, where), where)).toBe(secret);
      }),
    );
  });

  test("is another each time, and shows nothing of what it holds", () => {
    const one = sealText(ring, "una contraseña", { row: "1" });
    expect(sealText(ring, "una contraseña", { row: "1" })).not.toBe(one);
    expect(Buffer.from(one.split(".").at(-1) ?? "", "base64url").toString("latin1")).not.toContain("contrase");
  });

  test("does not open with another key of the same id, nor without its key", () => {
    const envelope = sealText(ring, "secreto", { row: "1" });
    const other = parseKeyring(newMasterKey());
    expect(refused(() => openSealed(other, envelope, { row: "1" }))).toBe("key_unknown");
    const forged = { current: { id: ring.current.id, bytes: other.current.bytes }, retired: [] };
    expect(refused(() => openSealed(forged, envelope, { row: "1" }))).toBe("refused");
  });

  test("does not open with any byte changed", () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.constantFrom(2, 3), (secret, at, by, which) => {
        const parts = sealText(ring, secret, { row: "1" }).split(".");
        const bytes = Buffer.from(parts[which] ?? "", "base64url");
        const index = at % bytes.length;
        bytes[index] = (bytes[index] ?? 0) ^ by;
        parts[which] = bytes.toString("base64url");
        expect(refused(() => openSealed(ring, parts.join("."), { row: "1" }))).toBe("refused");
      }),
    );
  });

  test("does not open with any letter of it changed, removed or added", () => {
    const envelope = sealText(ring, "secreto", { row: "1" });
    fc.assert(
      fc.property(fc.nat(envelope.length), fc.string({ maxLength: 2 }), fc.nat(2), (at, put, cut) => {
        const changed = envelope.slice(0, at) + put + envelope.slice(at + cut);
        fc.pre(changed !== envelope);
        expect(refused(() => openSealed(ring, changed, { row: "1" }))).not.toBe("opened");
      }),
      { numRuns: 1_000 },
    );
  });

  test("does not open for anything else than it was sealed for", () => {
    fc.assert(
      fc.property(place, place, (where, elsewhere) => {
        const sorted = (record: Record<string, string>) =>
          JSON.stringify(
            Object.entries(record)
              .map((field) => JSON.stringify(field))
              .toSorted(),
          );
        fc.pre(sorted(where) !== sorted(elsewhere));
        const envelope = sealText(ring, "secreto", where);
        expect(refused(() => openSealed(ring, envelope, elsewhere))).toBe("refused");
        expect(refused(() => rewrapSealed(ring, envelope, elsewhere))).toBe("refused");
      }),
    );
    const envelope = sealText(ring, "secreto", { host: "db", port: "5432" });
    expect(openSealed(ring, envelope, { port: "5432", host: "db" })).toBe("secreto");
    expect(refused(() => openSealed(ring, envelope, { host: "db", port: "5433" }))).toBe("refused");
    expect(refused(() => openSealed(ring, envelope, { host: "db" }))).toBe("refused");
  });

  test("cannot be put together from two, nor swapped with another", () => {
    const one = sealText(ring, "uno", { row: "1" }).split(".");
    const two = sealText(ring, "dos", { row: "1" }).split(".");
    expect(refused(() => openSealed(ring, [...one.slice(0, 3), two[3]].join("."), { row: "1" }))).toBe("refused");
    expect(refused(() => openSealed(ring, [one[0], one[1], two[2], one[3]].join("."), { row: "1" }))).toBe("refused");
    expect(refused(() => openSealed(ring, sealText(ring, "dos", { row: "2" }), { row: "1" }))).toBe("refused");
    expect(refused(() => openSealed(ring, [one[0], one[1], one[3], one[2]].join("."), { row: "1" }))).toBe("refused");
  });
});

describe("changing the master key", () => {
  test("keeps the old envelopes open, and wraps them anew without touching what they hold", () => {
    const [older, newer] = [newMasterKey(), newMasterKey()];
    const before = sealText(parseKeyring(older), "secreto", { row: "1" });
    const both = parseKeyring(`${newer},${older}`);
    expect(openSealed(both, before, { row: "1" })).toBe("secreto");
    const after = rewrapSealed(both, before, { row: "1" });
    expect(after.split(".")[3]).toBe(before.split(".")[3]);
    expect(rewrapSealed(both, after, { row: "1" })).toBe(after);
    const alone = parseKeyring(newer);
    expect(openSealed(alone, after, { row: "1" })).toBe("secreto");
    expect(refused(() => openSealed(alone, before, { row: "1" }))).toBe("key_unknown");
  });
});
