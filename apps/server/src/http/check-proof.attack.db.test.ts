import { ProblemError } from "@caudal/contract/client/client.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes } from "@caudal/contract/routes/routes.ts";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ageProof } from "../../testing/age-proof.ts";
import { foundCrew, type Crew } from "../../testing/crew.ts";
import { furnish } from "../../testing/furnish.ts";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { makeKey } from "../../testing/key-holder.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { signInLimits } from "../auth/limit-attempts.ts";

const wide = { max: 10_000, windowMs: 3_600_000 };
let server: TestServer;
let crew: Crew;
beforeAll(async () => {
  server = await startTestServer({
    resolve: async () => [{ address: "93.184.215.14", family: 4 }],
    limits: { ...signInLimits, address: wide, email: wide, signUp: wide, codes: wide },
  });
  crew = await foundCrew(server);
});
afterAll(() => server.close());

const inDays = (days: number) => new Date(Date.now() + days * 24 * 3_600_000).toISOString();

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: unknown) => {
      if (error instanceof ProblemError) return error.problem.code;
      throw error;
    },
  );

const guarded = Object.entries(routes)
  .map(([operation, route]): [string, RouteDefinition] => [operation, route])
  .filter(([, route]) => route.access === "member" && route.proof !== undefined)
  // What asks in a case of its own has a test of its own, below.
  .filter(([operation]) => operation !== "updateShare");
/** Bodies with the field that asks, where it is one. */
const bodies: Readonly<Record<string, object>> = {
  shareFile: { grantee: { kind: "link" } },
  updateWebhook: { url: "https://ladron.test/" },
};

describe("a browser that its person left open a while ago", () => {
  test.each(guarded)("does not get %s by the session alone", async (operation, route) => {
    const { owner } = crew;
    await ageProof(server, owner.userId);
    const path = route.path.replaceAll(/\{\w+\}/g, crypto.randomUUID());
    const answer = await owner.fetch(path, {
      method: route.method.toUpperCase(),
      headers: { "content-type": "application/json" },
      ...(route.body === undefined ? {} : { body: JSON.stringify(bodies[operation] ?? {}) }),
    });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: "proof_needed" });
  });

  test("changes no role, removes nobody, invites nobody and hands nothing over, until its person has shown who they are", async () => {
    const { owner, admin, viewer } = crew;
    await ageProof(server, owner.userId);
    const before = await owner.client.listMembers();
    const profile = (await owner.client.listAccessProfiles()).items[0]?.id ?? "";
    const invited = {
      email: `p${crypto.randomUUID()}@ejemplo.test`,
      role: "admin" as const,
      access_profile_id: profile,
    };
    const raise = () => owner.client.updateMember({ params: { id: viewer.userId }, body: { role: "admin" } });
    expect(await codeOf(raise())).toBe("proof_needed");
    expect(await codeOf(owner.client.removeMember({ params: { id: admin.userId } }))).toBe("proof_needed");
    expect(await codeOf(owner.client.handOver({ params: { id: admin.userId } }))).toBe("proof_needed");
    expect(await codeOf(owner.client.invite({ body: invited }))).toBe("proof_needed");
    expect(await codeOf(owner.client.leaveAccount())).toBe("proof_needed");
    expect(await owner.client.listMembers()).toEqual(before);
    expect((await owner.client.listInvitations()).items).toEqual([]);
    await owner.client.proveIdentity({ body: { password: goodPassword } });
    expect(await codeOf(raise())).toBe("done");
  });

  test("makes no link to a file; a colleague gets it, and so does a program with a key that may", async () => {
    const { owner, colleague } = crew;
    const { fileId } = await furnish(server, owner.scope);
    // Made while a proof counted.
    await owner.client.proveIdentity({ body: { password: goodPassword } });
    const key = await makeKey(server, owner);
    await ageProof(server, owner.userId);
    const params = { id: fileId };
    const link = { grantee: { kind: "link" as const } };
    const member = { grantee: { kind: "member" as const, user_id: colleague.userId } };
    expect(await codeOf(owner.client.shareFile({ params, body: link }))).toBe("proof_needed");
    expect(await codeOf(owner.client.shareFile({ params, body: member }))).toBe("done");
    expect(await codeOf(key.client.shareFile({ params, body: link }))).toBe("done");
  });

  test("opens no link further: neither for longer nor with the file's bytes, while it may close it", async () => {
    const { owner } = crew;
    const { fileId } = await furnish(server, owner.scope);
    await owner.client.proveIdentity({ body: { password: goodPassword } });
    const key = await makeKey(server, owner);
    const { share } = await owner.client.shareFile({
      params: { id: fileId },
      body: { grantee: { kind: "link" }, expires_at: inDays(5), may_download: false },
    });
    await ageProof(server, owner.userId);
    const change = (body: { may_download?: boolean; expires_at?: string | null }, who = owner.client) =>
      codeOf(who.updateShare({ params: { id: share.id }, body }));
    for (const more of [{ may_download: true }, { expires_at: inDays(6) }, { expires_at: null }])
      expect(await change(more), JSON.stringify(more)).toBe("proof_needed");
    expect(await change({ may_download: true, expires_at: inDays(1) })).toBe("proof_needed");
    const [kept] = (await owner.client.listShares({ params: { id: fileId } })).items.filter(
      ({ id }) => id === share.id,
    );
    expect(kept).toMatchObject({ may_download: false, expires_at: share.expires_at });
    // Closing is quick in need.
    expect(await change({ expires_at: inDays(4), may_download: false })).toBe("done");
    expect(await change({ expires_at: inDays(6) }, key.client)).toBe("done");
    await owner.client.proveIdentity({ body: { password: goodPassword } });
    expect(await change({ expires_at: inDays(7), may_download: true })).toBe("done");
    // What it has already needs no proof.
    await ageProof(server, owner.userId);
    expect(await change({ may_download: true })).toBe("done");
  });

  test.each(["run out", "been revoked"])(
    "does not open a link again that has %s, and neither does its person with a proof",
    async (how) => {
      const { owner } = crew;
      const { fileId } = await furnish(server, owner.scope);
      await owner.client.proveIdentity({ body: { password: goodPassword } });
      const { share, url } = await owner.client.shareFile({
        params: { id: fileId },
        body: { grantee: { kind: "link" } },
      });
      if (how === "been revoked") await owner.client.revokeShare({ params: { id: share.id } });
      else
        await asSuperuser(server, (client) =>
          client.query(
            "update caudal.shares set created_at = now() - interval '2 days', expires_at = now() - interval '1 hour' where id = $1",
            [share.id],
          ),
        );
      const token = new URL(url ?? "").pathname.replace("/s/", "");
      const nobody = visit(server);
      const revive = (body: object) => codeOf(owner.client.updateShare({ params: { id: share.id }, body }));
      for (const proof of ["old", "fresh"]) {
        if (proof === "old") await ageProof(server, owner.userId);
        else await owner.client.proveIdentity({ body: { password: goodPassword } });
        for (const body of [
          { expires_at: inDays(300), may_download: true },
          { expires_at: null },
          { may_download: true },
          {},
        ])
          expect(await revive(body), `${proof} ${JSON.stringify(body)}`).toBe("share_ended");
        expect(await codeOf(nobody.client.openLink({ params: { token } }))).not.toBe("done");
      }
    },
  );

  test("sends nobody's notices elsewhere: another address for a webhook asks, another name does not", async () => {
    const ana = await signUp(server);
    const { id } = await ana.client.createWebhook({
      body: { name: "Tablero", url: "https://avisos.test/x", kinds: ["file.done"] },
    });
    await ageProof(server, ana.userId);
    const change = (body: { url?: string; name?: string }) =>
      codeOf(ana.client.updateWebhook({ params: { id }, body }));
    expect(await change({ url: "https://ladron.test/" })).toBe("proof_needed");
    expect(await change({ name: "Tablero", url: "https://ladron.test/" })).toBe("proof_needed");
    expect(await change({ name: "Tablero de ventas" })).toBe("done");
  });
});

describe("with the second step on", () => {
  async function enrolled() {
    const ana = await signUp(server);
    const { secret } = await ana.client.offerSecondFactor({ body: { password: goodPassword } });
    const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
    const { codes } = await ana.client.confirmSecondFactor({ body: { code: authenticator.generate() } });
    await ageProof(server, ana.userId);
    return { ...ana, codes, next: () => authenticator.generate({ timestamp: Date.now() + 30_000 }) };
  }
  const key = { name: "x", scopes: ["files:read" as const], expires_in_days: 1 };

  test("the password alone proves nothing, the right code with a wrong password neither; both do, and a recovery code once", async () => {
    const ana = await enrolled();
    const { proveIdentity } = ana.client;
    expect(await ana.client.getProof()).toEqual({ proved_until: null, code: true });
    expect(await codeOf(proveIdentity({ body: { password: goodPassword } }))).toBe("code_refused");
    expect(await codeOf(proveIdentity({ body: { password: goodPassword, code: "000000" } }))).toBe("code_refused");
    expect(await codeOf(proveIdentity({ body: { password: "no es la mía", code: ana.next() } }))).toBe("proof_refused");
    expect(await codeOf(ana.client.createApiKey({ body: key }))).toBe("proof_needed");
    expect(await codeOf(proveIdentity({ body: { password: goodPassword, code: ana.next() } }))).toBe("done");
    expect((await ana.client.getProof()).proved_until).not.toBeNull();
    expect(await codeOf(ana.client.createApiKey({ body: key }))).toBe("done");
    await ageProof(server, ana.userId);
    const recovery = { password: goodPassword, code: ana.codes[0] ?? "" };
    expect(await codeOf(proveIdentity({ body: recovery }))).toBe("done");
    await ageProof(server, ana.userId);
    expect(await codeOf(proveIdentity({ body: recovery }))).toBe("code_refused");
  });

  test("a thief with the password and a stolen session changes neither password nor address, and reaches no code by guessing", async () => {
    // All servers of a database count together.
    await server.database.signin.query("delete from attempts");
    const other = await startTestServer({
      sharing: server,
      limits: { ...signInLimits, codes: { max: 2, windowMs: 60_000 }, deviceCodes: { max: 3, windowMs: 60_000 } },
    });
    try {
      const ana = await enrolled();
      const thief = visit(other);
      const send = (path: string, body: object) =>
        thief.fetch(path, {
          method: "POST",
          headers: { "content-type": "application/json", cookie: ana.cookie() },
          body: JSON.stringify(body),
        });
      const told = async (response: Response): Promise<string> => ((await response.json()) as { code: string }).code;
      const password = goodPassword;
      expect(await told(await send("/api/me/password", { password, new_password: "tres gatos bajo un puente" }))).toBe(
        "proof_needed",
      );
      expect(await told(await send("/api/me/email", { password, email: "ladron@ejemplo.test" }))).toBe("proof_needed");
      const guesses = [];
      // With all of her cookies: three of a browser that knows her, and two of one that does not.
      for (let i = 0; i < 6; i++)
        guesses.push(await told(await send("/api/me/proof", { password, code: `00000${i}` })));
      expect(guesses).toEqual([...Array.from({ length: 5 }, () => "code_refused"), "rate_limited"]);
    } finally {
      await other.close();
    }
  });
});
