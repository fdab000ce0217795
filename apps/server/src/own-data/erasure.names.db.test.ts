import { nobodysName } from "@caudal/contract/notices/catalogue.ts";
import { ProblemError } from "@caudal/contract/client/client.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { furnish } from "../../testing/furnish.ts";
import { asSuperuser, joinAccountOf } from "../../testing/join-account-of.ts";
import { mailTo } from "../../testing/mails.ts";
import { signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { erasureDone, tracesOf } from "../../testing/traces.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

type SignedUp = Awaited<ReturnType<typeof signUp>>;
const erase = async (who: SignedUp, give_up: string[] = []): Promise<void> => {
  await who.client.eraseMe({ body: { word: "borrar", give_up } });
  await erasureDone(server);
};
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
  );
const invite = async (who: SignedUp, email: string): Promise<string> => {
  const { items } = await who.client.listAccessProfiles();
  await who.client.invite({ body: { email, role: "analyst", access_profile_id: items[0]?.id ?? "" } });
  const { params } = await mailTo(server, email, "invitation");
  return (
    String(params["link"])
      .split("#")[1]
      ?.replace(/^[a-z]+=/, "") ?? ""
  );
};

describe("after an erasure", () => {
  test("no name and no address of the person stands in any table, whatever they shared, founded, renamed and were invited to", async () => {
    const ida = await signUp(server, { name: "Ixchel Única", email: "ixchel@ejemplo.test" });
    const heir = await joinAccountOf(server, ida, await signUp(server, { locale: "en" }), "admin");
    const reader = await joinAccountOf(server, ida, await signUp(server), "analyst");
    const file = await furnish(server, ida.scope);
    for (const { userId } of [heir, reader])
      await ida.client.shareFile({
        params: { id: file.fileId },
        body: { grantee: { kind: "member", user_id: userId } },
      });
    await ida.client.updateMe({ body: { name: "Ixchel Segunda" } });
    const elsewhere = await signUp(server);
    await invite(elsewhere, "ixchel@ejemplo.test");
    await ida.client.handOver({ params: { id: heir.userId } });
    expect((await heir.client.getMe()).account.name).toBe("Ixchel Segunda");
    await erase(ida);
    for (const trace of ["Ixchel Única", "Ixchel Segunda", "ixchel@ejemplo.test", ida.userId])
      expect([trace, await tracesOf(server, trace)]).toEqual([trace, {}]);
    const told = async (who: SignedUp) => (await who.client.listNotifications()).items.map((each) => each.title);
    expect(await told(reader)).toContain(`${nobodysName.es} te compartió un archivo`);
    expect(await told(heir)).toContain(`${nobodysName.en} shared a file with you`);
    // The account goes on under the name of whoever owns it.
    expect((await heir.client.getMe()).account.name).toBe((await heir.client.getMe()).name);
  });

  test("nobody joins by an invitation that the person sent, nor one to their address, nor into an account that went", async () => {
    const owner = await signUp(server);
    const ida = await joinAccountOf(server, owner, await signUp(server, { email: "ida@ejemplo.test" }), "admin");
    const byIda = await invite(ida, "nueva@ejemplo.test");
    const other = await signUp(server);
    const toIda = await invite(other, "ida@ejemplo.test");
    const untouched = await invite(owner, "otra@ejemplo.test");
    const lookUp = (token: string) => codeOf(visit(server).client.lookUpInvitation({ body: { token } }));
    expect(await Promise.all([byIda, toIda, untouched].map(lookUp))).toEqual(["none", "none", "none"]);
    await erase(ida);
    expect(await Promise.all([byIda, toIda, untouched].map(lookUp))).toEqual([
      "invitation_revoked",
      "invitation_unknown",
      "none",
    ]);
    expect(await tracesOf(server, "ida@ejemplo.test")).toEqual({});
    // What waits in the outbox for that address is not sent any more.
    await asSuperuser(server, async (client) => {
      const { rows } = await client.query("select count(*)::int as n from caudal.outbox where recipient like 'ida@%'");
      expect(rows).toEqual([{ n: 0 }]);
    });
    await erase(owner, [owner.scope.accountId]);
    expect(await lookUp(untouched)).toBe("invitation_unknown");
  });
});
