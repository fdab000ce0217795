import { afterAll, beforeAll, expect, test } from "vitest";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes } from "@caudal/contract/routes/routes.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let ana: Awaited<ReturnType<typeof signUp>>;
beforeAll(async () => {
  server = await startTestServer();
  ana = await signUp(server);
});
afterAll(() => server.close());

/** As text: an object of JavaScript would set its own prototype instead of naming it. */
const poisons = [
  '{"__proto__":{"polluted":"yes","role":"owner","isAdmin":true}}',
  '{"constructor":{"prototype":{"polluted":"yes"}}}',
  '{"name":"Ana","__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}',
  '[{"__proto__":{"polluted":"yes"}}]',
];

const withBody = Object.entries<RouteDefinition>(routes).filter(
  ([operation, { body }]) => body !== undefined && !["signOut", "eraseMe"].includes(operation),
);

test.each(withBody)("%s changes no prototype, whatever names a body has", async (_operation, { path, method }) => {
  for (const body of poisons) {
    const answer = await ana.fetch(path.replace(/\{\w+\}/g, crypto.randomUUID()), {
      method: method.toUpperCase(),
      headers: { "content-type": "application/json" },
      body,
    });
    expect(answer.status).toBeLessThan(500);
    await answer.body?.cancel();
    for (const prototype of [Object.prototype, Array.prototype, Function.prototype])
      expect(Object.hasOwn(prototype, "polluted")).toBe(false);
    expect(Reflect.get({}, "isAdmin")).toBeUndefined();
  }
});

test.each(["__proto__[polluted]=yes", "constructor[prototype][polluted]=yes", "__proto__.polluted=yes"])(
  "nor does an address with %s",
  async (query) => {
    for (const path of ["/api/files", "/api/audit", "/api/me"])
      expect((await ana.fetch(`${path}?${query}`)).status).toBeLessThan(500);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  },
);
