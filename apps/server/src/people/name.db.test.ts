import { afterAll, beforeAll, expect, test } from "vitest";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

test("a changed name is told everywhere: by the profile, by the session and at the next sign-in", async () => {
  const email = "luz@ejemplo.test";
  const { client } = await signUp(server, { email });
  await client.updateMe({ body: { name: "Luz Nueva" } });
  expect((await client.getMe()).name).toBe("Luz Nueva");
  expect((await client.getSession())?.user.name).toBe("Luz Nueva");
  const again = await visit(server).client.signIn({ body: { email, password: goodPassword } });
  expect(again.user).toMatchObject({ email, name: "Luz Nueva" });
});
