import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const { scrypt } = crypto;
let hashed: { readonly keyBytes: number; readonly cost: unknown }[];
beforeEach(() => {
  hashed = [];
  // The one costly step, as the library calls it: counted, and carried out. Time itself would be a test of the machine's mood.
  const counted = (...args: Parameters<typeof scrypt>): void => {
    const [, , keyBytes, { N, r, p }] = args;
    hashed.push({ keyBytes, cost: { N, r, p } });
    scrypt(...args);
  };
  Object.assign(crypto, { scrypt: counted });
  syncBuiltinESMExports();
});
afterEach(() => {
  Object.assign(crypto, { scrypt });
  syncBuiltinESMExports();
});

async function refuse(email: string, password: string) {
  hashed = [];
  const answer = await visit(server).fetch("/api/auth/sign-in/email", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  const { request_id: _id, ...body } = (await answer.json()) as Record<string, unknown>;
  const headers = [...answer.headers.keys()].filter((name) => name !== "date").toSorted();
  return { status: answer.status, body, headers, hashed };
}

describe("a refused sign-in", () => {
  test("answers and works the same whether the address is known or not", async () => {
    const email = "conocida@ejemplo.test";
    await signUp(server, { email });
    expect(hashed, "the counting sees a sign-up's hash").toHaveLength(1);
    const known = await refuse(email, "una contraseña que no es");
    const unknown = await refuse("nadie@ejemplo.test", "una contraseña que no es");
    expect(known.status).toBe(401);
    expect(known.hashed).toHaveLength(1);
    expect(unknown).toEqual(known);
  });
});
