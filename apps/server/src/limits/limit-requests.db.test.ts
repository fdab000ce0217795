import { afterEach, expect, test, vi } from "vitest";
import { Problem } from "@caudal/contract/resources/problem.ts";
import { furnish } from "../../testing/furnish.ts";
import {
  operator,
  signUp,
  startTestServer,
  visit,
  type TestServer,
  type TestServerOptions,
} from "../../testing/test-server.ts";

let server: TestServer;
afterEach(async () => {
  vi.restoreAllMocks();
  await server.close();
});

const wide = { address: 1e6, person: 1e6, key: 1e6, costly: 1e6 };
async function start(rates: Partial<typeof wide>, more: TestServerOptions = {}) {
  // The limits' time stands still: on a busy machine some of a minute's requests come back while these are asked.
  vi.spyOn(performance, "now").mockReturnValue(performance.now());
  server = await startTestServer({ trustedProxies: 1, uploads: true, ...more, rates: { ...wide, ...rates } });
}
const from = (address: string) => ({ headers: { "x-forwarded-for": address } });

test("one address is stopped on every path, in words, with the time to wait; another one is served", async () => {
  await start({ address: 10 });
  const visitor = visit(server);
  const first = await visitor.fetch("/healthz", from("203.0.113.7"));
  expect(first.headers.get("ratelimit-policy")).toBe('"address";q=10;w=60');
  expect(first.headers.get("ratelimit")).toBe('"address";r=9;t=6');
  for (let i = 0; i < 9; i++) await visitor.fetch("/api/me", from("203.0.113.7"));
  for (const [method, path] of [
    ["GET", "/healthz"],
    ["GET", "/"],
    ["GET", "/api/me"],
    ["GET", "/nowhere"],
    ["POST", "/api/auth/sign-in/email"],
    ["POST", "/api/uploads"],
    ["PATCH", "/api/uploads/00000000-0000-4000-8000-000000000000"],
  ] as const) {
    const answer = await visitor.fetch(path, { method, ...from("203.0.113.7") });
    expect(answer.status, path).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(answer.headers.get("ratelimit")).toMatch(/^"address";r=0;t=\d+$/);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(Problem.parse(await answer.json())).toMatchObject({ code: "rate_limited", status: 429 });
  }
  // What the client wrote before its own address says nothing.
  expect((await visitor.fetch("/healthz", from("198.51.100.1, 203.0.113.7"))).status).toBe(429);
  expect((await visitor.fetch("/healthz", from("203.0.113.8"))).status).toBe(200);
  // Of IPv6 a customer has a network, not an address.
  for (let i = 0; i < 10; i++) await visitor.fetch("/healthz", from(`2001:db8:1:2::${i}`));
  expect((await visitor.fetch("/healthz", from("2001:db8:1:2:ffff::1"))).status).toBe(429);
  expect((await visitor.fetch("/healthz", from("2001:db8:1:3::1"))).status).toBe(200);
  expect(await (await visitor.fetch("/metrics", { headers: operator })).text()).not.toContain("203.0.113.7");
});

test("one person is stopped from wherever they ask, and nobody else behind their address is", async () => {
  await start({ person: 12 });
  const ana = await signUp(server);
  const luis = await signUp(server);
  const codes: number[] = [];
  for (let i = 0; i < 14; i++) codes.push((await ana.fetch("/api/me", from(`203.0.113.${i}`))).status);
  expect(codes.filter((code) => code === 429).length).toBeGreaterThan(0);
  const refused = await ana.fetch("/api/files", from("203.0.113.99"));
  expect(refused.status).toBe(429);
  expect(refused.headers.get("ratelimit")).toMatch(/^"address";r=\d+;t=\d+, "person";r=0;t=\d+$/);
  expect((await ana.fetch("/api/uploads", { method: "POST", ...from("203.0.113.99") })).status).toBe(429);
  expect((await luis.fetch("/api/me", from("203.0.113.99"))).status).toBe(200);
  // Who is nobody yet is not counted as anybody.
  expect((await visit(server).fetch("/api/me", from("203.0.113.99"))).status).toBe(401);
});

test("what costs is limited without an account too: one network by itself, one link for all, and nobody who is signed in", async () => {
  await start({ costly: 3 });
  const ana = await signUp(server);
  const file = await furnish(server, ana.scope);
  const { url } = await ana.client.shareFile({ params: { id: file.fileId }, body: { grantee: { kind: "link" } } });
  const rows = `/api/links/${new URL(url ?? "").pathname.replace("/s/", "")}/rows`;
  const reader = visit(server);
  const ask = async (address: string, path = rows) => (await reader.fetch(path, from(address))).status;
  const codes: number[] = [];
  for (let i = 0; i < 5; i++) codes.push(await ask("203.0.113.7"));
  expect(codes.slice(0, 3)).not.toContain(429);
  expect(codes.slice(3)).toEqual([429, 429]);
  // The page of the link itself goes on, and a made-up link is counted all the same.
  expect(await ask("203.0.113.7", rows.replace("/rows", ""))).toBe(200);
  expect(await ask("203.0.113.7", "/api/links/nada/rows")).toBe(429);
  // From many networks: what the link itself takes in a minute, five times as much.
  const many: number[] = [];
  for (let i = 0; i < 14; i++) many.push(await ask(`198.51.100.${i}`));
  expect(many.slice(0, 12)).not.toContain(429);
  expect(many.slice(12)).toEqual([429, 429]);
  expect((await ana.fetch(`/api/files/${file.fileId}/rows`)).status).not.toBe(429);
});

test("what costs has a tighter limit of its own, and the rest goes on", async () => {
  await start({ costly: 3 });
  const ana = await signUp(server);
  const path = "/api/files/00000000-0000-4000-8000-000000000000/rows";
  const codes: number[] = [];
  for (let i = 0; i < 5; i++) codes.push((await ana.fetch(path)).status);
  expect(codes).toEqual([404, 404, 404, 429, 429]);
  expect((await ana.fetch("/api/uploads", { method: "POST" })).status).toBe(429);
  expect((await ana.fetch("/api/me")).status).toBe(200);
  expect(await (await visit(server).fetch("/metrics", { headers: operator })).text()).toContain(
    'caudal_requests_limited_total{limit="costly"} 3',
  );
});
