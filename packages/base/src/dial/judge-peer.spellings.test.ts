import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifyAddress } from "./address-class.ts";
import { parseAllowList } from "./allow-list.ts";
import { judgePeer, type DialPolicy } from "./judge-peer.ts";
import { readWebAddress } from "./read-address.ts";

const nothingAllowed: DialPolicy = { allowed: [], ownPorts: [8080, 5432] };
const allowing = (text: string): DialPolicy => ({ ...nothingAllowed, allowed: parseAllowList(text) ?? [] });

describe("an address is of the class where its packets end up", () => {
  test.each([
    ["93.184.215.14", "public"],
    ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", "public"],
    ["10.1.2.3", "private"],
    ["172.31.255.255", "private"],
    ["192.168.0.1", "private"],
    ["100.64.0.1", "private"],
    ["fd12:3456::1", "private"],
    ["127.0.0.1", "this_machine"],
    ["127.255.255.254", "this_machine"],
    ["::1", "this_machine"],
    ["0.0.0.0", "closed"],
    ["::", "closed"],
    ["169.254.169.254", "closed"],
    ["169.254.170.2", "closed"],
    ["100.100.100.200", "closed"],
    ["168.63.129.16", "closed"],
    ["192.0.0.192", "closed"],
    ["fd00:ec2::254", "closed"],
    ["fd20:ce::254", "closed"],
    ["fe80::1", "closed"],
    ["fe80::1%eth0", "closed"],
    ["224.0.0.1", "closed"],
    ["ff02::1", "closed"],
    ["255.255.255.255", "closed"],
    ["240.0.0.1", "closed"],
    ["198.18.0.1", "closed"],
    ["203.0.113.7", "closed"],
    ["2001:db8::1", "closed"],
    ["fec0::1", "closed"],
    ["4000::1", "closed"],
    ["::ffff:127.0.0.1", "this_machine"],
    ["::ffff:a9fe:a9fe", "closed"],
    ["::127.0.0.1", "this_machine"],
    ["::ffff:0:10.0.0.1", "private"],
    ["64:ff9b::7f00:1", "this_machine"],
    ["64:ff9b::169.254.169.254", "closed"],
    ["64:ff9b::93.184.215.14", "public"],
    ["64:ff9b:1::7f00:1", "closed"],
    ["2002:7f00:1::", "closed"],
    ["2001:0:4136:e378:8000:63bf:80ff:fffe", "closed"],
    ["2606:2800::5efe:7f00:1", "this_machine"],
    ["not an address", "closed"],
    ["", "closed"],
  ])("%s is %s", (address, expected) => expect(classifyAddress(address)).toBe(expected));

  test("whatever IPv4 address another one carries decides", () => {
    const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
    fc.assert(
      fc.property(octets, fc.constantFrom("::ffff:", "64:ff9b::", "::ffff:0:"), (parts, prefix) => {
        const address = parts.join(".");
        expect(classifyAddress(`${prefix}${address}`)).toBe(classifyAddress(address));
      }),
    );
  });
});

/** Ways to write one IPv4 address that browsers, curl or old C libraries read as it. */
function spellings(parts: readonly number[]): readonly string[] {
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (n: number) => `0x${n.toString(16)}`;
  const octal = (n: number) => `0${n.toString(8)}`;
  const wide = [...parts.join(".")].map((sign) =>
    sign === "." ? "。" : String.fromCodePoint(sign.codePointAt(0)! + 0xfee0),
  );
  return [
    parts.join("."),
    `${parts.join(".")}.`,
    String(whole),
    hex(whole),
    octal(whole),
    parts.map(hex).join("."),
    parts.map(octal).join("."),
    `${a}.${b * 65_536 + c * 256 + d}`,
    `${a}.${b}.${c * 256 + d}`,
    `${hex(a)}.${octal(b)}.${c}.${d}`,
    wide.join(""),
    parts.join("%2e"),
    `%3${a.toString()[0]}${a.toString().slice(1)}.${b}.${c}.${d}`,
    `[::ffff:${parts.join(".")}]`,
    `[64:ff9b::${parts.join(".")}]`,
    `[0:0:0:0:0:ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}]`,
  ];
}

describe("however it is written, an address that may not be dialled is refused", () => {
  const closedFirst = fc.constantFrom([127], [10], [192, 168], [169, 254], [0], [224], [172, 20], [100, 80]);
  const closedParts = fc
    .tuple(closedFirst, fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }))
    .map(([head, rest]) => [...head, ...rest].slice(0, 4));

  test("decimal, octal, hexadecimal, in two or three pieces, in full-width signs, escaped, mapped, translated", () => {
    fc.assert(
      fc.property(closedParts, fc.constantFrom("", ":443", ":8443"), (parts, port) => {
        for (const spelling of spellings(parts)) {
          let host: string;
          try {
            host = readWebAddress(`https://${spelling}${port}/x`, ["https:"]).host;
          } catch (error) {
            expect(error, spelling).toMatchObject({ code: "dial_address_invalid" });
            continue;
          }
          expect(judgePeer({ host, address: host, port: 443 }, nothingAllowed, []), spelling).not.toBe("open");
        }
      }),
    );
  });

  test.each([
    ["https://user:pass@example.com/", "credentials"],
    ["https://example.com@127.0.0.1/", "credentials"],
    ["https://:@example.com/", null],
    ["https://a..b/", "host"],
    ["https://.example.com/", "host"],
    ["https://example.com../", "host"],
    ["https://-bad.example/", "host"],
    ["https://[fe80::1%25eth0]/", "form"],
    ["https://256.256.256.256/", "form"],
    ["https://0x100000000/", "form"],
    ["http://example.com/", "protocol"],
    ["file:///etc/passwd", "protocol"],
    ["gopher://example.com/", "protocol"],
    ["javascript:alert(1)", "protocol"],
    ["//example.com", "form"],
    ["", "form"],
    [`https://${"a".repeat(64)}.example/`, "host"],
    ["https://ñandú.example/", null],
    ["https://xn--and-6ma2c.example/", null],
    ["https://EXAMPLE.com./", null],
  ])("%s", (url, reason) => {
    if (reason === null) expect(readWebAddress(url, ["https:"]).host).toMatch(/example/);
    else
      expect(() => readWebAddress(url, ["https:"])).toThrow(
        expect.objectContaining({ code: "dial_address_invalid", params: { reason } }),
      );
  });

  test("anything at all comes out as a host that sockets take literally, or is refused", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        try {
          const { host, port } = readWebAddress(`https://${text}`, ["https:"]);
          expect(host).toMatch(/^[a-z0-9._:-]+$/);
          expect(port).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toMatchObject({ code: "dial_address_invalid" });
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("what the operator opens", () => {
  const judge = (host: string, address: string, port: number, policy: DialPolicy, own: readonly string[] = []) =>
    judgePeer({ host, address, port }, policy, own);

  test("private ranges, names and single ports, and no more than these", () => {
    const policy = allowing("10.1.0.0/16, crm.interno.example, 192.168.1.9:8443, fd12::/16");
    expect(judge("10.1.9.9", "10.1.9.9", 443, policy)).toBe("open");
    expect(judge("x.example", "::ffff:10.1.9.9", 443, policy)).toBe("open");
    expect(judge("10.2.0.1", "10.2.0.1", 443, policy)).toBe("private_address");
    expect(judge("CRM.interno.example.", "172.16.0.9", 443, policy)).toBe("open");
    expect(judge("evil.crm.interno.example", "172.16.0.9", 443, policy)).toBe("private_address");
    expect(judge("192.168.1.9", "192.168.1.9", 8443, policy)).toBe("open");
    expect(judge("192.168.1.9", "192.168.1.9", 443, policy)).toBe("private_address");
    expect(judge("h", "fd12::1", 443, policy)).toBe("open");
  });

  test("this machine port by port only, our own ports never, and a cloud's credentials never", () => {
    const policy = allowing(
      "127.0.0.0/8, 0.0.0.0/0, ::/0, localhost:5433, 127.0.0.1:8080, meta.example, 93.184.215.14",
    );
    expect(judge("127.0.0.1", "127.0.0.1", 9000, policy)).toBe("this_machine");
    expect(judge("localhost", "127.0.0.1", 5433, policy)).toBe("open");
    expect(judge("localhost", "::1", 5433, policy)).toBe("open");
    expect(judge("127.0.0.1", "127.0.0.1", 8080, policy)).toBe("own_port");
    expect(judge("127.0.0.1", "::ffff:127.0.0.1", 5432, policy)).toBe("own_port");
    for (const address of ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "0.0.0.0", "::"])
      expect(judge("meta.example", address, 443, policy), address).toBe("closed_address");
    // Under the address by which others reach it, it is this machine all the same.
    expect(judge("93.184.215.14", "93.184.215.14", 443, policy, ["93.184.215.14"])).toBe("this_machine");
    expect(judge("93.184.215.14", "64:ff9b::5db8:d70e", 8080, policy, ["93.184.215.14"])).toBe("own_port");
    expect(judge("10.0.0.5", "10.0.0.5", 9000, allowing("10.0.0.0/8"), ["10.0.0.5"])).toBe("this_machine");
  });

  test("the name by which others reach Caudal, and the address behind it, which is no interface's of this machine", () => {
    const at = { reachedAt: { host: "Caudal.empresa.example", port: 443 } };
    const behind = "93.184.215.14";
    const asked = (host: string, port: number, allow = "", address = behind) =>
      judgePeer({ host, address, port }, { ...allowing(allow), ...at }, [], [behind, "2606:2800::1"]);
    expect(asked("caudal.empresa.example", 443)).toBe("own_port");
    expect(asked("CAUDAL.empresa.example.", 443)).toBe("own_port");
    // By name it is Caudal's, wherever a second resolver says that it leads.
    expect(asked("caudal.empresa.example", 443, "", "93.184.215.99")).toBe("own_port");
    expect(asked("caudal.empresa.example", 8443)).toBe("this_machine");
    // Another name for it, or none: what a router or a proxy shows from within is nobody's to look for.
    for (const port of [22, 80, 8443]) expect(asked("evil.example", port), String(port)).toBe("this_machine");
    for (const address of [behind, "64:ff9b::5db8:d70e"]) {
      expect(asked(address, 443, "", address)).toBe("this_machine");
      expect(asked(address, 8443, "", address)).toBe("this_machine");
    }
    expect(asked("evil.example", 8443, "", "2606:2800::1")).toBe("this_machine");
    // Other services of the company behind the same proxy have certificates of their own.
    expect(asked("sso.empresa.example", 443)).toBe("open");
    expect(asked("tool.empresa.example", 8443, "tool.empresa.example:8443")).toBe("open");
    expect(asked("tool.empresa.example", 8444, "tool.empresa.example:8443")).toBe("this_machine");
    // Somebody's service under Caudal's own name is opened with its port, and with that alone.
    expect(asked("caudal.empresa.example", 443, "caudal.empresa.example")).toBe("own_port");
    expect(asked("caudal.empresa.example", 5678, "caudal.empresa.example:5678")).toBe("open");
    expect(asked("elsewhere.example", 443, "", "93.184.215.15")).toBe("open");
  });

  test("ports that speak something else than HTTP are closed outside too", () => {
    expect(judge("h", "93.184.215.14", 25, nothingAllowed)).toBe("odd_port");
    expect(judge("h", "93.184.215.14", 0, nothingAllowed)).toBe("odd_port");
    expect(judge("h", "93.184.215.14", 8443, nothingAllowed)).toBe("open");
    expect(judge("h", "93.184.215.14", 25, allowing("h:25"))).toBe("open");
  });

  test("is not read from something else: a wrong part refuses the whole list", () => {
    expect(parseAllowList("")).toEqual([]);
    for (const wrong of [
      "10.0.0.0/33",
      "10.1",
      "0x7f.1",
      "a b",
      "x:99999",
      "x:0",
      "http://x",
      "*.example",
      "a..b",
      "[::1",
      "300.1.1.1",
    ])
      expect(parseAllowList(`10.0.0.0/8, ${wrong}`), wrong).toBeNull();
    fc.assert(fc.property(fc.string(), (text) => void parseAllowList(text)));
  });
});
