import { expect, test } from "vitest";
import { isOwnHost } from "./check-host.ts";

const base = { baseUrl: "https://datos.empresa.example", host: "almacen.local" };
const here = { localAddress: "192.168.1.5", localPort: 8080 };

test.each([
  ["datos.empresa.example", true],
  ["DATOS.empresa.example:443", true],
  ["localhost:8080", true],
  ["127.0.0.1:8080", true],
  ["[::1]:8080", true],
  ["192.168.1.5:8080", true],
  ["almacen.local:8080", true],
  ["almacen.local", false],
  ["evil.test", false],
  ["evil.test:8080", false],
  ["datos.empresa.example.evil.test", false],
  ["datos.empresa.example:8443", false],
  ["localhost", true],
  ["localhost:9000", true],
  ["localhost.evil.test:8080", false],
  ["192.168.1.6:8080", false],
  ["evil.test@localhost:8080", false],
  ["localhost:8080/evil", false],
  ["localhost:8080#@evil.test", false],
  ["localhost:80 80", false],
  ["", false],
  [undefined, false],
])("the host %s is ours: %s", (host, own) => {
  expect(isOwnHost(host, base, here)).toBe(own);
});

test("the usual port needs no figures, and an address of IPv6 is told in brackets", () => {
  expect(isOwnHost("localhost", base, { localAddress: "::1", localPort: 80 })).toBe(true);
  expect(isOwnHost("[fd00::5]:8080", base, { localAddress: "fd00:0::5", localPort: 8080 })).toBe(true);
  expect(isOwnHost("10.0.0.5:8080", base, { localAddress: "::ffff:10.0.0.5", localPort: 8080 })).toBe(true);
  expect(isOwnHost(":8080", base, { localPort: 8080 })).toBe(false);
});
