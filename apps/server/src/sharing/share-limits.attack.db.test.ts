import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ProblemError } from "@caudal/contract/client/client.ts";
import { shareLimits } from "@caudal/db/queries/share-places.ts";
import { furnish } from "../../testing/furnish.ts";
import { asSuperuser, joinAccountOf } from "../../testing/join-account-of.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let owner: Awaited<ReturnType<typeof signUp>>;
let fileId: string;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  owner = await signUp(server);
  ({ fileId } = await furnish(server, owner.scope));
  await asSuperuser(server, (client) => client.query("delete from caudal.shares where user_id = $1", [owner.userId]));
});

const link = (id = fileId, who = owner) =>
  who.client.shareFile({ params: { id }, body: { grantee: { kind: "link" } } });
/** Links that somebody made long ago, or just now. */
const seed = (count: number, about: { readonly age: string; readonly ended?: boolean; readonly file?: string }) =>
  asSuperuser(server, (client) =>
    client.query(
      `insert into caudal.shares (account_id, user_id, file_id, grantee_kind, token_hash, created_at, expires_at, revoked_at)
       select $1, $2, $3, 'link', sha256((g || gen_random_uuid()::text)::bytea), now() - $5::interval,
         now() - $5::interval + interval '300 days', case when $6 then now() end
       from generate_series(1, $4) g`,
      [owner.scope.accountId, owner.userId, about.file ?? fileId, count, about.age, about.ended ?? false],
    ),
  );
const refusals = async (work: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(work)).flatMap((each) =>
    each.status === "rejected" ? [each.reason instanceof ProblemError ? each.reason.problem : each.reason] : [],
  );

test("a file has so many shares that hold, also of those begun at the same moment, and room again once one ends", async () => {
  await seed(shareLimits.perFile - 3, { age: "2 days" });
  const refused = await refusals(Array.from({ length: 8 }, () => link()));
  expect(refused).toHaveLength(5);
  expect(refused[0]).toMatchObject({
    status: 409,
    code: "too_many_shares",
    detail: `Un archivo puede tener hasta ${shareLimits.perFile} compartidos vigentes. No se compartió nada más.`,
  });
  // Of members too; whom it is shared with already gets new terms.
  const reader = await joinAccountOf(server, owner, await signUp(server), "viewer");
  const share = () =>
    owner.client.shareFile({ params: { id: fileId }, body: { grantee: { kind: "member", user_id: reader.userId } } });
  await expect(share()).rejects.toMatchObject({ problem: { code: "too_many_shares" } });
  const { items } = await owner.client.listShares({ params: { id: fileId } });
  await owner.client.revokeShare({ params: { id: items[0]?.id ?? "" } });
  await share();
  await share();
  await expect(link()).rejects.toMatchObject({ problem: { code: "too_many_shares" } });
  // Another file has places of its own.
  await link((await furnish(server, owner.scope)).fileId);
});

test("shares that have ended do not come back to life beyond the limit", async () => {
  const reader = await joinAccountOf(server, owner, await signUp(server), "viewer");
  const { share } = await owner.client.shareFile({
    params: { id: fileId },
    body: { grantee: { kind: "member", user_id: reader.userId } },
  });
  await asSuperuser(server, (client) =>
    client.query(
      "update caudal.shares set created_at = now() - interval '2 days', expires_at = now() - interval '1 hour' where id = $1",
      [share.id],
    ),
  );
  await seed(shareLimits.perFile, { age: "2 days" });
  const prolong = owner.client.updateShare({
    params: { id: share.id },
    body: { expires_at: new Date(Date.now() + 86_400_000).toISOString() },
  });
  await expect(prolong).rejects.toMatchObject({ problem: { code: "too_many_shares" } });
});

test("a person has so many over all files, and nobody else is held up by it", async () => {
  const others = await Promise.all(Array.from({ length: 11 }, () => furnish(server, owner.scope)));
  await asSuperuser(server, (client) => client.query("delete from caudal.shares where user_id = $1", [owner.userId]));
  for (const { fileId: file } of others.slice(0, 10)) await seed(shareLimits.perFile - 1, { age: "2 days", file });
  await seed(shareLimits.perMember - 10 * (shareLimits.perFile - 1) - 2, { age: "2 days", file: others[10]!.fileId });
  const refused = await refusals(Array.from({ length: 6 }, () => link()));
  expect(refused).toHaveLength(4);
  expect(refused[0]).toMatchObject({
    code: "too_many_shares",
    detail: expect.stringContaining(`hasta ${shareLimits.perMember} compartidos vigentes entre todos tus archivos`),
  });
  const stranger = await signUp(server);
  await link((await furnish(server, stranger.scope)).fileId, stranger);
});

test("beginning and ending shares in turn comes to an end within a day", async () => {
  await seed(shareLimits.perDay - 2, { age: "1 hour", ended: true });
  const refused = await refusals(Array.from({ length: 5 }, () => link()));
  expect(refused).toHaveLength(3);
  expect(refused[0]).toMatchObject({
    code: "too_many_shares",
    detail: `En un día puedes compartir hasta ${shareLimits.perDay} veces. No se compartió nada más.`,
    action: expect.stringContaining("Espera a mañana"),
  });
});
