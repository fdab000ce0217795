import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { cookieOf, openToken } from "./find-session.ts";

const secret = "a-secret-for-tests-of-more-than-32-characters";
const sign = (token: string, key = secret) => `${token}.${createHmac("sha256", key).update(token).digest("base64")}`;

describe("a session's cookie", () => {
  it("gives its token when it was signed here", () => {
    expect(openToken(sign("abc"), secret)).toBe("abc");
    expect(openToken(sign("a.b.c"), secret)).toBe("a.b.c");
  });

  it("gives none when anything of it is another's, missing or made up", () => {
    const good = sign("abc");
    const forged = [
      null,
      "",
      "abc",
      "abc.",
      `.${good.split(".")[1]}`,
      sign("abc", "another-secret-of-more-than-32-characters-here"),
      good.replace("abc", "abd"),
      good.slice(0, -4),
      `${good}AAAA`,
      `abc.${"A".repeat(44)}`,
    ];
    for (const cookie of forged) expect(openToken(cookie, secret), String(cookie)).toBeNull();
  });

  it("is found among others by its whole name, the first of that name, decoded", () => {
    const header = `x=1; not.caudal.session_token=no; caudal.session_token=${encodeURIComponent("a+/=.b")}; caudal.session_token=second`;
    expect(cookieOf(header, "caudal.session_token")).toBe("a+/=.b");
    expect(cookieOf('a="quoted"', "a")).toBe("quoted");
    expect(cookieOf("a=%E0%A4%A", "a")).toBe("%E0%A4%A");
    expect(cookieOf("a; b=2", "a")).toBeNull();
    expect(cookieOf("", "a")).toBeNull();
  });
});
