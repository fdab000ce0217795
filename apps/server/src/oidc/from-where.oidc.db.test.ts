import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { enterBy, openOidcWorld, someAddress, type OidcWorld } from "../../testing/oidc-world.ts";
import { visit } from "../../testing/test-server.ts";

let world: OidcWorld;
beforeAll(async () => {
  world = await openOidcWorld();
});
afterEach(() => world.closeOthers());
afterAll(() => world.close());

test("the audit says from where those came in whom the provider brought: to an account of their own, or to the operator's", async () => {
  const founder = visit(await world.alike({}, { signUpOpen: true }));
  await enterBy(founder, world.person(someAddress()));
  const { user_id, account } = await founder.client.getMe();
  const member = visit(await world.alike({ joining: { accountId: account.id, role: "viewer" } }));
  await enterBy(member, world.person(someAddress()));
  const joined = await member.client.getMe();
  expect(joined.account.id).toBe(account.id);
  const { rows } = await asSuperuser(world.server, (client) =>
    client.query<{ action: string; address: string | null; request_id: string | null }>(
      `select action, address, request_id from caudal.audit_entries
       where (user_id = any($1) or person_ids && $1::uuid[]) and action in ('account.created', 'profile.created', 'member.added') order by action`,
      [[user_id, joined.user_id]],
    ),
  );
  expect(rows.map(({ action }) => action)).toEqual([
    "account.created",
    "member.added",
    "member.added",
    "profile.created",
    "profile.created",
  ]);
  for (const entry of rows)
    expect(entry, entry.action).toMatchObject({ address: "127.0.0.1", request_id: expect.any(String) });
});
