import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe("time and number", () => {
  test("a password of ten years ago signs in, and nobody asks for another", async () => {
    const { userId, client } = await signUp(server);
    const { email } = await client.getMe();
    for (const table of ['"user"', "account"])
      await server.database.signin.query(
        `update ${table} set "createdAt" = now() - interval '10 years', "updatedAt" = now() - interval '10 years'
         where ${table === "account" ? '"userId"' : "id"} = $1`,
        [userId],
      );
    const visitor = visit(server, "es", { founder: false });
    expect((await visitor.client.signIn({ body: { email, password: goodPassword } })).user.id).toBe(userId);
    expect((await visitor.client.getMe()).user_id).toBe(userId);
    expect(await visitor.client.getSession()).not.toBeNull();
    expect((await visitor.client.listFiles({ query: {} })).items).toEqual([]);
  });

  test("twenty browsers at once stay signed in, each is listed, and the person ends all others", async () => {
    const first = await signUp(server);
    const { email } = await first.client.getMe();
    const others = [];
    for (let count = 0; count < 19; count++) {
      const one = visit(server, "es", { founder: false });
      await one.client.signIn({ body: { email, password: goodPassword } });
      others.push(one);
    }
    for (const one of others) expect((await one.client.getMe()).email).toBe(email);
    expect((await first.client.listSessions()).items).toHaveLength(20);
    expect(await first.client.endOtherSessions()).toEqual({ ended: 19 });
    for (const one of others) expect((await one.fetch("/api/me")).status).toBe(401);
    expect((await first.client.listSessions()).items).toHaveLength(1);
  });
});
