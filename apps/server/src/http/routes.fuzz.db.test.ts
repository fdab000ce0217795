import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressOf } from "@caudal/contract/client/client.ts";
import { Problem } from "@caudal/contract/resources/problem.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes, type OperationId } from "@caudal/contract/routes/routes.ts";
import type { RecordBatch } from "@caudal/tables/record-batch.ts";
import { furnish, type Furnished } from "../../testing/furnish.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

const batch: RecordBatch = {
  schema: { fields: [{ name: "monto", type: { kind: "int", bits: 64 } }] },
  length: 1,
  columns: [{ values: new BigInt64Array([10n]), validity: new Uint8Array([1]) }],
};

let server: TestServer;
let ana: Awaited<ReturnType<typeof signUp>>;
let things: Furnished;
beforeAll(async () => {
  server = await startTestServer({ rows: { readRows: async () => ({ batch, rowNumbers: [], total: 1 }) } });
  ana = await signUp(server);
  things = await furnish(server, ana.scope);
});
afterAll(() => server.close());

const uuid = "0198a7a0-0000-7000-8000-000000000000";
const cursor = (at: string, id = uuid) => Buffer.from(`${at}|${id}`).toString("base64url");
/** Instants that look like PostgreSQL's and are none, or that it cannot hold. */
const impossible = [
  "2025-02-30 00:00:00+00",
  "2025-02-29 00:00:00+00",
  "2025-04-31 00:00:00+00",
  "2025-01-01 00:00:00+23",
  "2025-01-01 00:00:00+99:99",
  "2025-01-01 24:00:01+00",
  "2025-01-01 00:00:60+00",
  "0000-01-01 00:00:00+00",
  "999999-01-01 00:00:00+00",
];

const number = fc.oneof(
  fc.integer().map(String),
  fc.bigInt().map(String),
  fc.double().map(String),
  fc.constantFrom("0x10", "1e3", "-0", "+1", " 1", "1 ", "", "0b1", "1_000", "١٢", "1\0", "9007199254740993"),
);
const instant = fc
  .tuple(
    fc.integer({ min: 0, max: 300_000 }),
    ...[13, 32, 25, 60, 61].map((max) => fc.integer({ min: 0, max })),
    fc.integer({ min: -24, max: 24 }),
  )
  .map(([year, ...rest]) => {
    const [month = 0, day = 0, hour = 0, minute = 0, second = 0, zone = 0] = rest.map((part) =>
      String(Math.abs(part)).padStart(2, "0"),
    );
    return `${String(year).padStart(4, "0")}-${month}-${day} ${hour}:${minute}:${second}${(rest[5] ?? 0) < 0 ? "-" : "+"}${zone}`;
  });
const garbage = fc.oneof(
  number,
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constantFrom(
    "\0",
    "a\0b",
    "'; drop table files; --",
    "../../etc/passwd",
    "%",
    "_",
    "\\",
    "\u202e",
    "\ud800",
    uuid,
  ),
  fc.constant("x".repeat(4000)),
  instant.map((at) => cursor(at)),
  fc.constantFrom(...impossible).map((at) => cursor(at)),
);

const reading = (Object.keys(routes) as OperationId[]).filter((id) => {
  const route: RouteDefinition = routes[id];
  return route.method === "get" && (route.params !== undefined || route.query !== undefined);
});

async function ask(address: string, method = "GET"): Promise<{ status: number; problem: Problem | null }> {
  const abort = new AbortController();
  const response = await ana.fetch(address, { method, signal: abort.signal });
  if (response.ok) {
    abort.abort();
    return { status: response.status, problem: null };
  }
  const text = await response.text();
  return { status: response.status, problem: text === "" ? null : Problem.parse(JSON.parse(text)) };
}

describe("what is written into an address", () => {
  test.each(reading)("of %s never makes the server fail", async (operation) => {
    const route: RouteDefinition = routes[operation];
    const names = Object.keys(route.query?.shape ?? {});
    const id = fc.oneof(fc.constant(operation === "getRun" ? things.runId : things.fileId), garbage);
    const parameters = fc.array(fc.tuple(fc.constantFrom(...names, "other", "__proto__"), garbage), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(id, parameters, async (named, pairs) => {
        const path = addressOf(route, { params: { id: named.toWellFormed() } });
        const query = new URLSearchParams();
        for (const [name, value] of pairs) query.append(name, value);
        const { status } = await ask(`${path}?${query.toString()}`, operation === "streamEvents" ? "HEAD" : "GET");
        expect(status, `${path}?${query.toString()}`).toBeLessThan(500);
      }),
      { numRuns: 80, seed: 20_261_122 },
    );
  });

  test.each(["/api/files", "/api/notifications"])(
    "of %s as a place in an impossible moment is refused",
    async (path) => {
      for (const at of impossible) {
        expect(await ask(`${path}?cursor=${cursor(at)}`), at).toMatchObject({
          status: 400,
          problem: { code: "invalid_fields", detail: "Estos datos no son válidos: cursor." },
        });
      }
      expect((await ask(`${path}?cursor=${cursor("2025-02-28 23:59:59.999999-05:30")}`)).status).toBe(200);
    },
  );

  test("as a number is decimal figures, once", async () => {
    const rows = `/api/files/${things.fileId}/rows`;
    for (const [query, field] of [
      ["limit=0x10", "limit"],
      ["limit=1e3", "limit"],
      ["limit=", "limit"],
      ["limit=%2010", "limit"],
      ["limit=10&limit=20", "limit"],
      ["limit=0", "limit"],
      ["offset=-1", "offset"],
      ["sort=monto&sort=-monto", "sort"],
    ] as const) {
      expect(await ask(`${rows}?${query}`), query).toMatchObject({
        status: 400,
        problem: { code: "invalid_fields", errors: [{ path: field }] },
      });
    }
    expect((await ask(`/api/files?status=completed&status=completed`)).status).toBe(400);
    expect((await ask(`${rows}?limit=010&offset=0`)).status).toBe(200);
  });

  test("as an id that is none is not found, in words for somebody who reads", async () => {
    for (const id of ["1", "../..", "'; drop", `${uuid}x`]) {
      expect(await ask(addressOf(routes.getFile, { params: { id } })), id).toMatchObject({
        status: 404,
        problem: { code: "not_found", detail: "No existe, o no es tuyo." },
      });
    }
  });
});
