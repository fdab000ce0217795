import fc from "fast-check";
import { Secret, TOTP } from "otpauth";
import { describe, expect, test } from "vitest";
import { hashRecoveryCode, makeRecoveryCodes, readRecoveryCode } from "./recovery-codes.ts";
import { codeAt, makeTotpSecret, stepAt, stepOfCode, totpAddress } from "./totp.ts";

describe("a code by time", () => {
  test("is that of RFC 6238, appendix B, by its last six figures", () => {
    // "12345678901234567890" in base 32.
    const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    for (const [seconds, code] of [
      [59, "287082"],
      [1111111109, "081804"],
      [1111111111, "050471"],
      [1234567890, "005924"],
      [2000000000, "279037"],
      [20000000000, "353130"],
    ] as const)
      expect(codeAt(secret, stepAt(seconds * 1000))).toBe(code);
  });

  test("is that of an authenticator, for any secret and moment, and is taken a step before and after", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1e11, max: 4e12 }), (now) => {
        const secret = makeTotpSecret();
        const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
        const code = authenticator.generate({ timestamp: now });
        expect(codeAt(secret, stepAt(now))).toBe(code);
        for (const away of [-30_000, 0, 30_000]) expect(stepOfCode(secret, code, now + away)).not.toBeNull();
        expect([null, stepAt(now)]).toContain(stepOfCode(secret, code, now + 90_000));
      }),
      { numRuns: 200 },
    );
  });

  test("is none when it is no six figures", () => {
    const secret = makeTotpSecret();
    const now = Date.now();
    const code = codeAt(secret, stepAt(now));
    for (const typed of ["", "12345", `${code}0`, ` ${code}`, "١٢٣٤٥٦", `+${code.slice(1)}`])
      expect(stepOfCode(secret, typed, now)).toBeNull();
  });

  test("is read by an authenticator from the address, whatever the person is called", () => {
    const address = totpAddress("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "año+ana&x=1@ejemplo.test");
    const { searchParams, pathname } = new URL(address);
    expect(searchParams.get("secret")).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    expect(searchParams.get("issuer")).toBe("Caudal");
    expect(decodeURIComponent(pathname)).toContain("Caudal:año+ana&x=1@ejemplo.test");
  });
});

test("recovery codes are different, read back however they are typed, and bound to their person", () => {
  const codes = makeRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) {
    // 24 signs of 32: 120 bits, so that a plain hash of it is not worth trying (ASVS 5.0, 6.5.2).
    expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$/);
    const plain = readRecoveryCode(code);
    expect(plain).toBe(code.replaceAll("-", ""));
    expect(readRecoveryCode(code.toUpperCase().replaceAll("0", "O").replaceAll("1", "L"))).toBe(plain);
    expect(hashRecoveryCode("a", plain ?? "")).not.toEqual(hashRecoveryCode("b", plain ?? ""));
  }
  fc.assert(fc.property(fc.string({ unit: "binary" }), (typed) => void readRecoveryCode(typed)));
  expect(readRecoveryCode("123456")).toBeNull();
  expect(readRecoveryCode("7k2m-9p4q-0c1d-xyz3"), "one of before still lets in").toBe("7k2m9p4q0c1dxyz3");
});
