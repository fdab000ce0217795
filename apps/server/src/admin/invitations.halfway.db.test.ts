import { randomUUID } from "node:crypto";
import { acceptInvitation } from "@caudal/db/queries/invitations.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asSuperuser, foundCrew, type Crew } from "../../testing/crew.ts";
import { asSuperuser as withSuperuser } from "../../testing/join-account-of.ts";
import { mailTo } from "../../testing/mails.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";
import { signInLimits } from "../auth/limit-attempts.ts";
import { openAuthDatabase } from "../auth/auth-database.ts";
import { endSessions } from "../auth/end-sessions.ts";
import type { RequestContext } from "../http/route-handler.ts";
import { acceptHandlers } from "./accept-handlers.ts";
import { findHalfway } from "./find-halfway.ts";
import { hashInvitationToken } from "./invitation-token.ts";

/** A server that dies, or loses its database, after it made somebody known and before it let them in: they come back by the same link. */

let server: TestServer;
let crew: Crew;
let profile: string;
beforeAll(async () => {
  server = await startTestServer({ limits: { ...signInLimits, signUp: { max: 10_000, windowMs: 60_000 } } });
  crew = await foundCrew(server);
  profile = (await crew.owner.client.listAccessProfiles()).items[0]?.id ?? "";
});
afterAll(() => server.close());

const refusedWith = (code: string) => ({ problem: { code } });

async function invited(email = `i${randomUUID()}@ejemplo.test`): Promise<{ id: string; email: string; token: string }> {
  const { id } = await crew.owner.client.invite({ body: { email, role: "viewer", access_profile_id: profile } });
  const { params } = await mailTo(server, email, "invitation");
  return { id, email, token: new URL(String(params["link"])).hash.slice(1) };
}
const accept = (who: ReturnType<typeof visit>, token: string, password = goodPassword) =>
  who.client.acceptInvitation({ body: { token, name: "Vera", password } });

/** Somebody who chose their password while nobody could be let in. */
async function halfway(): Promise<Awaited<ReturnType<typeof invited>>> {
  const invitation = await invited();
  const letNobodyIn = (verb: "revoke" | "grant", to: "from" | "to") =>
    asSuperuser(
      server,
      `${verb} execute on function caudal.accept_invitation(bytea, uuid, text, text, text) ${to} caudal_request`,
    );
  await letNobodyIn("revoke", "from");
  await expect(accept(visit(server), invitation.token)).rejects.toMatchObject({ problem: { status: 500 } });
  await letNobodyIn("grant", "to");
  expect(await personsOf(invitation.email)).toBe(1);
  return invitation;
}

const personsOf = (email: string): Promise<number> =>
  withSuperuser(
    server,
    async (client) => (await client.query('select from auth."user" where email = $1', [email])).rowCount ?? 0,
  );
const makeKnown = (email: string, name: string): Promise<string> =>
  withSuperuser(server, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      'insert into auth."user" (name, email, "emailVerified") values ($2, $1, true) returning id',
      [email, name],
    );
    return rows[0]?.id ?? "";
  });
const nobodysContext = (): RequestContext => ({
  requestId: "of-this-test",
  locale: "es",
  headers: new Headers(),
  signal: AbortSignal.timeout(60_000),
  clientAddress: "127.0.0.1",
  reply: { headers: new Headers() },
  concerned: {},
});
const membersBy = async (email: string): Promise<number> =>
  (await crew.owner.client.listMembers()).items.filter((member) => member.email === email).length;

describe("whoever was made known and let in nowhere", () => {
  test("is let in by the same link and password: one person, one member, and no account of their own", async () => {
    const { email, token } = await halfway();
    const again = visit(server);
    await accept(again, token);
    expect((await again.client.getMe()).account.id).toBe(crew.owner.scope.accountId);
    expect((await again.client.listAccounts()).items).toHaveLength(1);
    expect([await personsOf(email), await membersBy(email)]).toEqual([1, 1]);
    await expect(accept(visit(server), token)).rejects.toMatchObject(refusedWith("invitation_used"));
  });

  test("is nobody else's to become: another password is refused, and takes nothing away", async () => {
    const { email, token } = await halfway();
    await expect(accept(visit(server), token, "otra contraseña larga")).rejects.toMatchObject(
      refusedWith("invitation_has_account"),
    );
    await accept(visit(server), token);
    expect([await personsOf(email), await membersBy(email)]).toEqual([1, 1]);
  });

  test("comes in once by two requests at the same moment, and is not forgotten by the one that came late", async () => {
    for (const prepare of [halfway, invited]) {
      const { email, token } = await prepare();
      const two = await Promise.allSettled([1, 2].map(() => accept(visit(server), token)));
      expect(two.some(({ status }) => status === "fulfilled")).toBe(true);
      await visit(server).client.signIn({ body: { email, password: goodPassword } });
      expect([await personsOf(email), await membersBy(email)]).toEqual([1, 1]);
    }
  });

  test("and let in by another request of theirs meanwhile is not forgotten by this one", async () => {
    const { token, email } = await invited();
    const entered: string[] = [];
    const forgotten: string[] = [];
    const { acceptInvitation: handle } = acceptHandlers({
      db: server.database.app.db,
      auth: { sessionOf: async () => ({ session: null, cookies: [] }) },
      passwords: { passwordsOn: true, service: null },
      takeAttempt: async () => async () => undefined,
      onMoved: () => undefined,
      signUpInvited: async ({ name }) => {
        const userId = await makeKnown(email, name);
        const by = { userId, email, name, locale: "es" } as const;
        await acceptInvitation(server.database.app.db, hashInvitationToken(token), by);
        return userId;
      },
      findHalfway: async () => null,
      enter: async ({ userId }) => {
        entered.push(userId);
        return { user: { id: userId, email, name: "Vera" }, expires_at: new Date().toISOString() };
      },
      forget: async (userId) => void forgotten.push(userId),
    });
    const body = { token, name: "Vera", password: goodPassword };
    await handle({ body, context: nobodysContext() });
    expect([entered.length, forgotten]).toEqual([1, []]);
    expect([await personsOf(email), await membersBy(email)]).toEqual([1, 1]);
  });

  test("begins no session when all of theirs were ended while the password was looked at", async () => {
    const { email } = await halfway();
    const auth = openAuthDatabase(server.database.signin);
    const found = await findHalfway(
      server.database.app.db,
      {
        auth,
        passwords: {
          hash: async () => "",
          isCurrent: () => true,
          verify: async () => {
            const { id } = await auth
              .selectFrom("user")
              .select("id")
              .where("email", "=", email)
              .executeTakeFirstOrThrow();
            await auth.transaction().execute((tx) => endSessions(tx, id));
            return true;
          },
        },
      },
      { email, password: goodPassword },
    );
    // Of the series that is over, in which the database lets none begin.
    expect(found?.series).toBe(0);
    const { sessionSeries } = await auth
      .selectFrom("user")
      .select("sessionSeries")
      .where("email", "=", email)
      .executeTakeFirstOrThrow();
    expect(sessionSeries).toBe(1);
  });

  test("is not let in once the invitation was taken back", async () => {
    const { id, email, token } = await halfway();
    await crew.owner.client.revokeInvitation({ params: { id } });
    await expect(accept(visit(server), token)).rejects.toMatchObject(refusedWith("invitation_revoked"));
    expect(await membersBy(email)).toBe(0);
  });
});

test("a link and the right password are no way around signing in: not for a member of another account, nor past a second step", async () => {
  const email = `i${randomUUID()}@ejemplo.test`;
  await signUp(server, { email });
  const { token } = await invited(email);
  await expect(accept(visit(server), token)).rejects.toMatchObject(refusedWith("invitation_has_account"));

  // Somebody who came by an invitation and was removed.
  const { email: other, token: first } = await invited();
  const alone = visit(server);
  await accept(alone, first);
  const { user_id: userId } = await alone.client.getMe();
  await crew.owner.client.removeMember({ params: { id: userId } });
  const second = await invited(other);
  await asSuperuser(
    server,
    "insert into auth.second_factors (user_id, secret, confirmed_at) values ($1, 's1', now())",
    [userId],
  );
  await expect(accept(visit(server), second.token)).rejects.toMatchObject(refusedWith("invitation_has_account"));
  expect(await membersBy(other)).toBe(0);
});
