import { withScope } from "@caudal/db/scope.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

test("a changed name is told everywhere: by the profile, the account that was named for the person, the session and the next sign-in", async () => {
  const email = "luz@ejemplo.test";
  const { client } = await signUp(server, { email });
  await client.updateMe({ body: { name: "Luz Nueva" } });
  expect((await client.getMe()).name).toBe("Luz Nueva");
  expect((await client.getSession())?.user.name).toBe("Luz Nueva");
  const { account } = await client.getMe();
  expect(account.name).toBe("Luz Nueva");
  const again = await visit(server).client.signIn({ body: { email, password: goodPassword } });
  expect(again.user).toMatchObject({ email, name: "Luz Nueva" });
});

test("an account that was given a name of its own keeps it", async () => {
  const { client, scope } = await signUp(server);
  await withScope(server.database.app.db, scope, (tx) =>
    tx.updateTable("accounts").set({ name: "Abarrotes Luz" }).where("id", "=", scope.accountId).execute(),
  );
  await client.updateMe({ body: { name: "Luz Nueva" } });
  expect((await client.getMe()).account.name).toBe("Abarrotes Luz");
});
