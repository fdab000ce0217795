import { everyRole, type MemberRole } from "@caudal/contract/access/roles.ts";
import { joinAccount } from "@caudal/db/testing/people.ts";
import pg from "pg";
import { signUp, type TestServer } from "./test-server.ts";

/** Somebody signed in, and the account in which they act. */
export type Somebody = Awaited<ReturnType<typeof signUp>>;

/** An account with somebody of each role, and one more analyst. */
export type Crew = Readonly<Record<MemberRole | "colleague", Somebody>>;

/** Signs them up, and has each of them act in the owner's account. */
export async function foundCrew(server: TestServer): Promise<Crew> {
  const [owner, admin, analyst, viewer, colleague] = await Promise.all(
    [...everyRole, "colleague"].map(() => signUp(server)),
  );
  if (!owner || !admin || !analyst || !viewer || !colleague) throw new Error("five were asked for");
  const join = (who: Somebody, role: MemberRole): Promise<Somebody> => joinCrew(server, owner, who, role);
  return {
    owner,
    admin: await join(admin, "admin"),
    analyst: await join(analyst, "analyst"),
    viewer: await join(viewer, "viewer"),
    colleague: await join(colleague, "analyst"),
  };
}

/** Makes somebody a member of the owner's account, in which their session acts from now on. */
export async function joinCrew(
  server: TestServer,
  owner: Somebody,
  who: Somebody,
  role: MemberRole,
): Promise<Somebody> {
  const scope = await joinAccount(
    server.database,
    owner.scope,
    { ...who, accountId: who.scope.accountId, email: "" },
    role,
  );
  await who.client.enterAccount({ params: { id: scope.accountId } });
  return { ...who, scope };
}

/** Runs a statement as the superuser. */
export async function asSuperuser(server: TestServer, sql: string, values: readonly unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: server.database.superuserUrl });
  await client.connect();
  try {
    await client.query(sql, [...values]);
  } finally {
    await client.end();
  }
}
