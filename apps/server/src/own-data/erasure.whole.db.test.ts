import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ProblemError } from "@caudal/contract/client/client.ts";
import { followEvents } from "../../testing/follow-events.ts";
import { furnish } from "../../testing/furnish.ts";
import { asSuperuser, joinAccountOf, removeFromAccount } from "../../testing/join-account-of.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { erasureDone, tracesOf } from "../../testing/traces.ts";
import type { ErasableMails } from "@caudal/db/queries/erasure.ts";
import { createFileSender } from "../mail/send-file.ts";
import { removeMails as removeFiles } from "../mail/remove-mails.ts";
import { erasePeople } from "./erase-people.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

type SignedUp = Awaited<ReturnType<typeof signUp>>;
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
  );
const erase = (who: SignedUp, give_up: string[] = []) => who.client.eraseMe({ body: { word: "borrar", give_up } });

const traces = (id: string) => tracesOf(server, id);
const stored = () => readdir(join(server.folder, "objects", "uploads")).catch(() => []);
const done = () => erasureDone(server);

describe("a person who asks to be erased", () => {
  test("sees what goes, and is gone everywhere: tables, store, sign-in, log; the address signs up anew and finds nothing", async () => {
    const email = "ida@ejemplo.test";
    const owner = await signUp(server);
    const ida = await joinAccountOf(server, owner, await signUp(server, { email }), "analyst");
    const kept = await furnish(server, owner.scope);
    const file = await furnish(server, ida.scope);
    await furnish(server, ida.scope);
    await ida.client.shareFile({
      params: { id: file.fileId },
      body: { grantee: { kind: "member", user_id: owner.userId } },
    });
    await owner.client.shareFile({
      params: { id: kept.fileId },
      body: { grantee: { kind: "member", user_id: ida.userId } },
    });
    const plan = await ida.client.planMyErasure();
    expect(plan.accounts.map((account) => account.fate).toSorted()).toEqual(["goes", "leave"]);
    expect(plan.goes).toMatchObject({ files: 2, insights: 2, shares_received: 1 });
    expect(plan.goes.bytes).toBe(2 * file.content.length);

    expect(await codeOf(ida.client.eraseMe({ body: { word: "sí" } }))).toBe("erasure_word_wrong");
    expect((await ida.client.listFiles({ query: { whose: "own" } })).items).toHaveLength(2);
    const { events, leave } = await followEvents(ida);
    expect((await stored()).length).toBe(3);
    await erase(ida);
    // Refused from this moment on, whatever is still being removed.
    expect(await codeOf(ida.client.getMe())).toBe("not_signed_in");
    expect(await codeOf(visit(server).client.signIn({ body: { email, password: goodPassword } }))).toBe(
      "sign_in_refused",
    );
    expect(await codeOf(owner.client.getFile({ params: { id: file.fileId } }))).toBe("not_found");
    await done();
    expect(await traces(ida.userId)).toEqual({});
    expect(await traces(email)).toEqual({});
    expect(await stored()).toHaveLength(1);
    expect((await owner.client.getFile({ params: { id: kept.fileId } })).share_count).toBe(1);
    expect(events.some((event) => event.topic === "file" && event.file.id === kept.fileId)).toBe(false);
    leave();

    const again = await signUp(server, { email });
    expect(again.userId).not.toBe(ida.userId);
    expect((await again.client.listFiles()).items).toEqual([]);
    expect((await again.client.listNotifications()).items).toEqual([]);
  });

  test("cannot leave an account with members behind without an owner, but may give it up with everything in it", async () => {
    const owner = await signUp(server);
    const member = await joinAccountOf(server, owner, await signUp(server), "admin");
    await furnish(server, owner.scope);
    const theirs = await furnish(server, member.scope);
    expect((await owner.client.planMyErasure()).accounts).toMatchObject([{ fate: "last_owner", others: 1 }]);
    expect(await codeOf(erase(owner))).toBe("erasure_last_owner");
    expect(await codeOf(owner.client.getMe())).toBe("none");
    // Somebody else's account is not given up by naming it.
    const stranger = await signUp(server);
    expect(await codeOf(erase(owner, [stranger.scope.accountId]))).toBe("erasure_last_owner");
    await erase(owner, [owner.scope.accountId, stranger.scope.accountId]);
    await done();
    expect(await traces(owner.scope.accountId)).toEqual({
      "caudal.erased_accounts": 1,
      "caudal.audit_entries": expect.any(Number),
    });
    expect(await traces(theirs.fileId)).toEqual({ "caudal.audit_entries": expect.any(Number) });
    expect(await stored()).toEqual([]);
    // The member goes on, in the account of their own.
    expect((await member.client.getMe()).account.id).not.toBe(owner.scope.accountId);
    expect((await stranger.client.getMe()).account.id).toBe(stranger.scope.accountId);
  });

  test("is gone from the folder of mails too, where there is no mail server; whoever has the address next keeps theirs", async () => {
    const email = "ixchel@ejemplo.test";
    const ida = await signUp(server, { email });
    const outbox = join(server.folder, "outbox");
    const put = (name: string, to: string) =>
      createFileSender(outbox).send({ from: "avisos@caudal.test", to, subject: "Hola", text: "Ixchel" }, name);
    await put("2026-01-01-confirm", email);
    await put("2026-01-02-invitation", "otra@ejemplo.test");
    await erase(ida);
    await done();
    expect(await readdir(outbox)).toEqual(["2026-01-02-invitation.eml"]);
    await put("2026-01-03-confirm", email);
    const again = await signUp(server);
    await erase(again);
    await done();
    expect(await readdir(outbox)).toHaveLength(2);
  });

  test("takes along what an account kept that removed them, which nobody saw in the meantime", async () => {
    const owner = await signUp(server);
    const gone = await joinAccountOf(server, owner, await signUp(server), "analyst");
    const file = await furnish(server, gone.scope);
    await removeFromAccount(server, gone.scope);
    expect(await codeOf(owner.client.getFile({ params: { id: file.fileId } }))).toBe("not_found");
    expect(await codeOf(gone.client.getFile({ params: { id: file.fileId } }))).toBe("not_found");
    expect((await stored()).length).toBe(1);
    await erase(gone);
    await done();
    expect(await traces(gone.userId)).toEqual({});
    expect(await stored()).toEqual([]);
  });
});

describe("an erasure that is killed", () => {
  test.each([0, 1, 2, 3, "all"] as const)(
    "after %s removals goes on from there, and nothing is left",
    async (removals) => {
      const person = await signUp(server);
      await furnish(server, person.scope);
      await furnish(server, person.scope);
      await asSuperuser(server, async (client) => {
        // Asked for, and no server came to it.
        await client.query("begin");
        await client.query("set local role caudal_app");
        await client.query("select caudal.set_scope($1, $2)", [person.userId, person.scope.accountId]);
        await client.query("select caudal.begin_erasure('{}')");
        await client.query("commit");
      });
      // In this very moment a session still holds, and neither opens nor founds anything.
      expect(await codeOf(person.client.getMe())).toBe("no_membership");
      const { db } = server.database.app;
      const authPool = server.database.signin;
      const ports = { db, authPool };
      const removeMails = (mails: ErasableMails) => removeFiles(join(server.folder, "outbox"), mails);
      let left = removals === "all" ? Number.POSITIVE_INFINITY : removals;
      const dying = {
        remove: async (key: string) => {
          if (left === 0) throw new Error("killed");
          left -= 1;
          return server.objects.remove(key);
        },
      };
      // After all of them: between the tables of the platform and those of sign-in.
      const query = async (text: string, values: unknown[]) => {
        if (removals === "all" && text.startsWith('delete from "user"')) throw new Error("killed");
        return authPool.query(text, values);
      };
      const died: unknown[] = [];
      const onFailure = (_person: string, error: unknown) => died.push(error);
      expect(await erasePeople({ db, authPool: { query }, objects: dying, removeMails, onFailure })).toEqual({
        erased: 0,
        failed: 1,
        goOn: 0,
      });
      expect(died).toHaveLength(1);
      // Nobody comes in while it lies there, and signing in founds no new account for them.
      expect(await codeOf(person.client.getMe())).toBe("not_signed_in");
      const living = { ...ports, objects: server.objects, removeMails, onFailure };
      expect(await erasePeople(living)).toEqual({ erased: 1, failed: 0, goOn: 0 });
      expect(await traces(person.userId)).toEqual({});
      expect(await stored()).toEqual([]);
      expect(await erasePeople(living)).toEqual({ erased: 0, failed: 0, goOn: 0 });
    },
  );
});
