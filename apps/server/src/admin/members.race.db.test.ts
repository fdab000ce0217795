import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { foundCrew, joinCrew, type Somebody } from "../../testing/crew.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { signInLimits } from "../auth/limit-attempts.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ limits: { ...signInLimits, signUp: { max: 10_000, windowMs: 60_000 } } });
});
afterAll(() => server.close());

const refusedWith = (code: string) => ({ problem: { code } });
const roleOf = async (who: Somebody) => (await who.client.getMe()).account.role;

describe("an account", () => {
  test("keeps its last owner, who can neither leave, step down nor be removed", async () => {
    const { owner, admin } = await foundCrew(server);
    const params = { id: owner.userId };
    await expect(owner.client.leaveAccount()).rejects.toMatchObject(refusedWith("last_owner"));
    await expect(owner.client.updateMember({ params, body: { role: "admin" } })).rejects.toMatchObject(
      refusedWith("last_owner"),
    );
    await expect(owner.client.removeMember({ params })).rejects.toMatchObject(refusedWith("last_owner"));
    await expect(admin.client.removeMember({ params })).rejects.toMatchObject(refusedWith("forbidden"));
    await expect(admin.client.updateMember({ params, body: { role: "viewer" } })).rejects.toMatchObject(
      refusedWith("forbidden"),
    );
    expect(await roleOf(owner)).toBe("owner");
  });

  test("keeps one of two owners who remove each other at the same moment, every time", async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await signUp(server);
      const two = await joinCrew(server, one, await signUp(server), "admin");
      await one.client.updateMember({ params: { id: two.userId }, body: { role: "owner" } });
      const ends = await Promise.allSettled([
        one.client.removeMember({ params: { id: two.userId } }),
        two.client.removeMember({ params: { id: one.userId } }),
      ]);
      expect(ends.filter((each) => each.status === "fulfilled")).toHaveLength(1);
      const left = ends[0]?.status === "fulfilled" ? one : two;
      expect((await left.client.listMembers()).items.filter((each) => each.role === "owner")).toHaveLength(1);
    }
  });

  test("keeps one of two owners who leave or step down at the same moment", async () => {
    const one = await signUp(server);
    const two = await joinCrew(server, one, await signUp(server), "admin");
    await one.client.updateMember({ params: { id: two.userId }, body: { role: "owner" } });
    const ends = await Promise.allSettled([
      one.client.leaveAccount(),
      two.client.updateMember({ params: { id: two.userId }, body: { role: "viewer" } }),
    ]);
    expect(ends.filter((each) => each.status === "fulfilled")).toHaveLength(1);
  });

  test("is handed over whole: who received it owns it, who gave it administers, and cannot take it back", async () => {
    const { owner, analyst } = await foundCrew(server);
    await owner.client.handOver({ params: { id: analyst.userId } });
    expect([await roleOf(owner), await roleOf(analyst)]).toEqual(["admin", "owner"]);
    await expect(
      owner.client.updateMember({ params: { id: owner.userId }, body: { role: "owner" } }),
    ).rejects.toMatchObject(refusedWith("forbidden"));
    await expect(owner.client.handOver({ params: { id: owner.userId } })).rejects.toMatchObject(
      refusedWith("forbidden"),
    );
  });
});

describe("a member who is removed", () => {
  test("is refused at the next request, loses the live events within a second, and founds nothing by signing in again", async () => {
    const owner = await signUp(server);
    const email = `r${crypto.randomUUID()}@ejemplo.test`;
    const member = await joinCrew(server, owner, await signUp(server, { email }), "analyst");
    // Of their own account they take leave first: there is nowhere else to act then.
    const own = (await member.client.listAccounts()).items.find((each) => !each.acting)?.id ?? "";
    const heir = await signUp(server);
    await member.client.enterAccount({ params: { id: own } });
    await joinCrew(server, { ...member, scope: { userId: member.userId, accountId: own } }, heir, "admin");
    await member.client.handOver({ params: { id: heir.userId } });
    await member.client.leaveAccount();
    expect((await member.client.getMe()).account.id).toBe(owner.scope.accountId);

    const stream = await member.fetch("/api/events");
    const reader = stream.body?.getReader();
    const ended = (async () => {
      while ((await reader?.read())?.done === false);
      return performance.now();
    })();
    const before = performance.now();
    await owner.client.removeMember({ params: { id: member.userId } });
    await expect(member.client.getMe()).rejects.toMatchObject(refusedWith("no_membership"));
    expect((await ended) - before).toBeLessThan(1_000);
    const again = visit(server);
    await again.client.signIn({ body: { email, password: goodPassword } });
    await expect(again.client.listFiles()).rejects.toMatchObject(refusedWith("no_membership"));
    expect(await again.client.getSession()).toMatchObject({ user: { email } });
  });

  test("of a changed role the live events end too, and the next request has the new role", async () => {
    const { owner, analyst } = await foundCrew(server);
    const stream = await analyst.fetch("/api/events");
    const reader = stream.body?.getReader();
    const ended = (async () => {
      while ((await reader?.read())?.done === false);
    })();
    await owner.client.updateMember({ params: { id: analyst.userId }, body: { role: "viewer" } });
    await ended;
    expect(await roleOf(analyst)).toBe("viewer");
    await expect(analyst.client.processFile({ body: { fileId: crypto.randomUUID() } })).rejects.toMatchObject(
      refusedWith("forbidden"),
    );
  });
});
