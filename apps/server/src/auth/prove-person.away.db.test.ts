import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ProblemError } from "@caudal/contract/client/client.ts";
import { goodPassword, signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function asSuperuser(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.database.superuserUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}

const counted = async (): Promise<number> =>
  (await server.database.signin.query<{ all: number }>("select coalesce(sum(count), 0)::integer as all from attempts"))
    .rows[0]?.all ?? -1;

const refused = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (thrown: unknown) => {
      if (thrown instanceof ProblemError) return thrown.problem.code;
      throw thrown;
    },
  );

test("passwords that a database which fails cannot judge are no wrong guesses, and wrong ones are", async () => {
  const { client } = await signUp(server);
  const asks = {
    proof: (password: string) => client.proveIdentity({ body: { password } }),
    password: (password: string) => client.changePassword({ body: { password, new_password: "ayer nevó en La Paz" } }),
    address: (password: string) =>
      client.changeEmail({ body: { password, email: `p${crypto.randomUUID()}@ejemplo.test` } }),
  };
  await server.database.signin.query("delete from attempts");
  await asSuperuser("alter table auth.account rename to account_away");
  for (const ask of Object.values(asks)) {
    expect(["internal", "unavailable"]).toContain(await refused(ask(goodPassword)));
    expect(await counted()).toBe(0);
  }
  await asSuperuser("alter table auth.account_away rename to account");
  let before = 0;
  for (const ask of Object.values(asks)) {
    expect(["proof_refused", "password_wrong"]).toContain(await refused(ask("no es la mía")));
    expect(await counted()).toBeGreaterThan(before);
    before = await counted();
  }
});
