import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes } from "@caudal/contract/routes/routes.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { foundCrew, type Crew } from "../../testing/crew.ts";
import { holdLocked } from "../../testing/held-ways.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let crew: Crew;
beforeAll(async () => {
  server = await startTestServer({ uploads: true });
  crew = await foundCrew(server);
});
afterAll(() => server.close());

/** What is written down whenever it is looked at, and so waits as everything that writes. */
const writes = new Set(["exportMyData"]);
const reads = Object.entries(routes)
  .map(([operation, route]): [string, RouteDefinition] => [operation, route])
  .filter(([operation, route]) => route.access === "member" && route.method === "get" && !writes.has(operation));

describe("what only reads waits for nobody who ends its person's sessions:", () => {
  test.each(reads)("%s", async (_, route) => {
    const { owner } = crew;
    const holder = await holdLocked(server, "select caudal.lock_ways($1)", [owner.userId]);
    const answer = await owner.fetch(route.path.replaceAll(/\{\w+\}/g, crypto.randomUUID()), {
      signal: AbortSignal.timeout(15_000),
    });
    await answer.body?.cancel();
    // A writer would be told after two seconds that it cannot be done for the moment.
    expect([200, 400, 404, 409]).toContain(answer.status);
    holder.letGo();
    await holder.done;
  });

  test("and there are such", () => expect(reads.length).toBeGreaterThan(20));
});
