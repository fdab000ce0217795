import { ProblemError } from "@caudal/contract/client/client.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  addKey,
  holdEnding,
  holdLocked,
  holdWriting,
  keysLeft,
  sessionScope,
  somebodyWaits,
} from "../../testing/held-ways.ts";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const sessionsLeft = (userId: string): Promise<number> =>
  asSuperuser(server, async (client) => {
    const { rowCount } = await client.query(`select from auth.session where "userId" = $1`, [userId]);
    return rowCount ?? 0;
  });

describe("whoever signs out", () => {
  test("waits for what their session is writing in somebody else's hands, and sees it", async () => {
    const ana = await signUp(server);
    const thief = await holdWriting(server, await sessionScope(ana));
    let left: number | null = null;
    const leaving = ana.client.signOut().then(async () => (left = await keysLeft(server, ana.userId)));
    await somebodyWaits(server);
    expect(left).toBeNull();
    thief.letGo();
    await Promise.all([thief.done, leaving]);
    expect(left).toBe(1);
  });

  test("ends it before that: nothing is begun by it while they wait", async () => {
    const ana = await signUp(server);
    const scope = await sessionScope(ana);
    const thief = await holdWriting(server, scope);
    const leaving = ana.client.signOut();
    await somebodyWaits(server);
    expect(await sessionsLeft(ana.userId)).toBe(0);
    const second = addKey(server, scope);
    await expect(second).rejects.toMatchObject({ code: "not_signed_in" });
    thief.letGo();
    await Promise.all([thief.done, leaving]);
    expect(await keysLeft(server, ana.userId)).toBe(1);
  });

  test("is out soon all the same where it does not end, and where somebody holds the ways into their account", async () => {
    const ana = await signUp(server);
    const thief = await holdWriting(server, await sessionScope(ana));
    await ana.client.signOut();
    expect(await sessionsLeft(ana.userId)).toBe(0);
    expect(ana.cookie()).not.toContain("session_token");
    thief.letGo();
    await thief.done;

    const luz = await signUp(server);
    const holder = await holdLocked(server, "select caudal.lock_ways($1)", [luz.userId]);
    await luz.client.signOut();
    expect(await sessionsLeft(luz.userId)).toBe(0);
    holder.letGo();
    await holder.done;
  });

  test("is told when it could not be ended, and may try again", async () => {
    const ana = await signUp(server);
    const grant = (verb: string, to: string) =>
      asSuperuser(server, (client) => client.query(`${verb} delete on auth.session ${to} caudal_signin`));
    await grant("revoke", "from");
    try {
      const told = await ana.client.signOut().catch((thrown: unknown) => thrown);
      expect(told).toBeInstanceOf(ProblemError);
      expect(ana.cookie()).toContain("session_token");
      await ana.client.getMe();
    } finally {
      await grant("grant", "to");
    }
    await ana.client.signOut();
    expect(await sessionsLeft(ana.userId)).toBe(0);
  });

  test("is out too when all their sessions are being ended at that moment", async () => {
    const ana = await signUp(server);
    const ending = await holdEnding(server, ana.userId);
    const leaving = ana.client.signOut();
    ending.letGo();
    await Promise.all([ending.done, leaving]);
    expect(await sessionsLeft(ana.userId)).toBe(0);
  });
});
