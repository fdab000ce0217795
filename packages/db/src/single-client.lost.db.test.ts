import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./single-client.ts";
import { createTestDatabase } from "../testing/test-database.ts";

test("a connection that breaks between two queries ends no process: the next query says so", async () => {
  const database = await createTestDatabase();
  const superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  onTestFinished(async () => {
    await superuser.end();
    await database.close();
  });
  const client = createClient({ connectionString: database.urls.app });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  const lost = new Promise<void>((resolve) => void client.once("end", () => resolve()));
  await superuser.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
  await lost;
  await expect(client.query("select 1")).rejects.toThrow();
  await client.end();
});
