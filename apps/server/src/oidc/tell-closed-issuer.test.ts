import { parseAllowList } from "@caudal/base/dial/allow-list.ts";
import { expect, test } from "vitest";
import { tellClosedIssuer } from "./tell-closed-issuer.ts";

const names: Readonly<Record<string, string>> = {
  localhost: "127.0.0.1",
  "caudal.empresa.example": "93.184.215.14",
  "sso.empresa.example": "93.184.215.14",
  "sso.interno.example": "10.20.0.7",
  "sso.fuera.example": "93.184.215.99",
  "metadatos.example": "169.254.169.254",
};

/** What a server of https://caudal.empresa.example says at its start of the service that it was given. */
async function told(issuer: string, allow = "") {
  const lines: { readonly told: unknown; readonly text: string }[] = [];
  const settings = {
    dialAllow: parseAllowList(allow) ?? [],
    baseUrl: "https://caudal.empresa.example",
    host: "127.0.0.1",
    port: 8080,
    databaseUrl: "postgres://a@127.0.0.1:5433/c",
    authUrl: "postgres://b@127.0.0.1/c",
  };
  const error = (fields: unknown, text?: string) => void lines.push({ told: fields, text: text ?? "" });
  await tellClosedIssuer(issuer, settings, { error }, async (host) => {
    const address = names[host];
    if (address === undefined) throw new Error("no such name");
    return [{ address, family: 4 }];
  });
  return lines;
}

test.each([
  [
    "at Caudal's own name, by path",
    "https://caudal.empresa.example/realms/a",
    "caudal.empresa.example:443",
    "own_port",
  ],
  ["at another port of its name", "https://caudal.empresa.example:8443", "caudal.empresa.example:8443", "this_machine"],
  ["at another port of its address", "https://sso.empresa.example:8443", "sso.empresa.example:8443", "this_machine"],
  ["in the inner network", "https://sso.interno.example", "sso.interno.example:443", "private_address"],
  ["on this machine", "http://localhost:9000", "localhost:9000", "this_machine"],
  ["on this machine, by number", "http://[::1]:9000", "[::1]:9000", "this_machine"],
])(
  "a service %s that is not opened is told with the entry that opens it, and with that entry nothing",
  async (...row) => {
    const [, issuer, add, verdict] = row;
    expect(await told(issuer)).toEqual([
      { told: { issuer, add, verdict }, text: expect.stringContaining("CAUDAL_DIAL_ALLOW") as unknown },
    ]);
    expect(await told(issuer, add)).toEqual([]);
  },
);

test("an entry without a port that stood for Caudal's own name opens nothing there any more, which is told", async () => {
  const [line] = await told("https://caudal.empresa.example:8443", "caudal.empresa.example");
  expect(line?.told).toMatchObject({ add: "caudal.empresa.example:8443" });
});

test.each([
  ["Caudal's own port", "http://127.0.0.1:8080"],
  ["a cloud's metadata", "https://metadatos.example"],
])("of a service at %s it is told that no entry opens it", async (_, issuer) => {
  const [line] = await told(issuer);
  expect(line?.told).not.toHaveProperty("add");
  expect(line?.text).toContain("no entry opens");
});

test.each(["https://sso.fuera.example", "https://sso.empresa.example", "https://nadie.example"])(
  "of a service at %s, which may be called or is not answered for, nothing is said",
  async (issuer) => {
    expect(await told(issuer)).toEqual([]);
  },
);
