import type { TestServer } from "./test-server.ts";

/** As if it were a while since somebody signed in or proved anew who they are: in all of their sessions. */
export async function ageProof(server: Pick<TestServer, "database">, userId: string): Promise<void> {
  await server.database.signin.query(
    `update session set "provedAt" = now() - interval '11 minutes' where "userId" = $1`,
    [userId],
  );
}
