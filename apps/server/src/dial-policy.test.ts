import { createDialer } from "@caudal/base/dial/dialer.ts";
import { expect, test } from "vitest";
import { dialPolicyOf } from "./dial-policy.ts";

const settings = {
  dialAllow: [],
  baseUrl: undefined,
  host: "127.0.0.1",
  port: 8080,
  databaseUrl: "postgres://a@127.0.0.1:5433/c",
  authUrl: "postgres://b@127.0.0.1/c",
};

test.each([
  [undefined, "127.0.0.1", 8080],
  ["https://caudal.empresa.example", "caudal.empresa.example", 443],
  ["http://caudal.empresa.example", "caudal.empresa.example", 80],
  ["https://caudal.empresa.example:8443", "caudal.empresa.example", 8443],
  ["https://[2606:2800::1]", "2606:2800::1", 443],
])("a server at %s calls itself by no name", async (baseUrl, host, port) => {
  const policy = dialPolicyOf({ ...settings, baseUrl });
  expect(policy).toMatchObject({ reachedAt: { host, port }, ownPorts: [8080, 5433, 5432] });
  const { check } = createDialer({
    policy: () => policy,
    resolve: async () => [{ address: "93.184.215.14", family: 4 }],
  });
  const address = `https://${host.includes(":") ? `[${host}]` : host}:${port}/api/links/x`;
  await expect(check(address)).rejects.toMatchObject({ code: "dial_refused", params: { verdict: "own_port" } });
});
