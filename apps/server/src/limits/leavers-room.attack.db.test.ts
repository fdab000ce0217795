import { Problem } from "@caudal/contract/resources/problem.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { joinCrew } from "../../testing/crew.ts";
import { asSuperuser, joinAccountOf } from "../../testing/join-account-of.ts";
import { operator, signUp, startTestServer, visit, type TestServer, type Visitor } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ uploads: true, storagePerAccount: 20_000, filesPerAccount: 4 });
});
afterAll(() => server.close());

type SignedUp = Awaited<ReturnType<typeof signUp>>;
const tus = { "tus-resumable": "1.0.0" };
const announce = (visitor: Visitor, length: number): Promise<Response> =>
  visitor.fetch("/api/uploads", {
    method: "POST",
    headers: { ...tus, "upload-length": String(length), "upload-metadata": "filename YS5jc3Y=" },
  });
async function upload(visitor: Visitor, length: number): Promise<Response> {
  const announced = await announce(visitor, length);
  if (announced.status !== 201) return announced;
  return visitor.fetch(announced.headers.get("location") ?? "", {
    method: "PATCH",
    headers: { ...tus, "upload-offset": "0", "content-type": "application/offset+octet-stream" },
    body: new Uint8Array(length).fill(97),
  });
}
const refusal = async (response: Response) => {
  expect(response.status).toBe(413);
  return Problem.parse(await response.json());
};
const member = async (owner: SignedUp) => joinAccountOf(server, owner, await signUp(server), "analyst");
const remove = (owner: SignedUp, who: SignedUp) => owner.client.removeMember({ params: { id: who.userId } });
const lying = (owner: SignedUp) =>
  asSuperuser(server, async (client) => {
    const { rows } = await client.query<{ bytes: number; files: number }>(
      "select coalesce(sum(file_size), 0)::float8 as bytes, count(*)::float8 as files from caudal.files where account_id = $1",
      [owner.scope.accountId],
    );
    return rows[0] ?? { bytes: 0, files: 0 };
  });
const operatorsList = async (owner: SignedUp) => {
  const answer = await visit(server).fetch("/api/operator/accounts?limit=500", { headers: operator });
  const { items } = (await answer.json()) as { readonly items: readonly { readonly id: string }[] };
  return items.find(({ id }) => id === owner.scope.accountId);
};

test("a member who filled the account and was removed stops nobody's uploads, and whoever manages it reads whose it is and until when", async () => {
  const owner = await signUp(server);
  const gone = await member(owner);
  expect((await upload(gone, 19_400)).status).toBe(204);
  // As long as they belong, it counts; and whoever has nothing to delete is not told to delete.
  const told = await refusal(await announce(owner, 1_000));
  expect(told.action).toContain("No tienes archivos que borrar: pide espacio a quien administra la cuenta");
  expect((await refusal(await announce(gone, 1_000))).action).toContain("Borra archivos que ya no uses");
  await remove(owner, gone);
  expect((await upload(owner, 15_000)).status).toBe(204);
  const use = await owner.client.getAccountUse();
  expect(use).toMatchObject({
    storage: { used: 15_000, limit: 20_000 },
    files: { used: 1, limit: 4 },
    departed: { bytes: 19_400, files: 1 },
    people: [
      { user_id: owner.userId, name: "Ana Pruebas", bytes: 15_000, departed: false, until: null },
      { user_id: gone.userId, name: "Ana Pruebas", bytes: 19_400, departed: true },
    ],
  });
  const { items } = await owner.client.listDepartures();
  expect(use.people[1]?.until).toBe(items[0]?.ends_at);
  expect((await owner.client.getAccountLimits()).storage).toEqual({ used: 15_000, limit: 20_000 });
  expect(await operatorsList(owner)).toMatchObject({
    used_bytes: 34_400,
    used_files: 2,
    departed_bytes: 19_400,
    departed_files: 1,
  });
});

test("whoever removes members in turn keeps twice as much at most, in bytes, and is told what stands in the way", async () => {
  const owner = await signUp(server);
  let last: Response | undefined;
  for (let turn = 0; turn < 5; turn++) {
    const helper = await member(owner);
    last = await upload(helper, 18_000);
    await remove(owner, helper);
    expect((await lying(owner)).bytes).toBeLessThanOrEqual(40_000);
  }
  expect((await lying(owner)).bytes).toBe(36_000);
  const problem = await refusal(last ?? new Response());
  expect(problem.detail).toMatch(/usa 16 kB de 20 kB.*De lo usado, 16 kB lo dejaron personas que salieron/);
  // What is left of it is the others'.
  expect((await upload(owner, 4_000)).status).toBe(204);
  expect((await announce(owner, 1)).status).toBe(413);
});

test("nor in files, however small", async () => {
  const owner = await signUp(server);
  let last: Response | undefined;
  for (let turn = 0; turn < 4; turn++) {
    const helper = await member(owner);
    for (let file = 0; file < 4; file++) last = await upload(helper, 1);
    await remove(owner, helper);
  }
  expect((await lying(owner)).files).toBe(8);
  const problem = await refusal(last ?? new Response());
  expect(problem).toMatchObject({ code: "files_quota_reached" });
  expect(problem.detail).toContain("De ellos, 4 los dejaron personas que salieron");
  expect(problem.action).toContain("No tienes archivos que borrar");
});

test("whoever comes back brings what they left back into the account's figures, and can delete of it", async () => {
  const owner = await signUp(server);
  const gone = await member(owner);
  const sent = await upload(gone, 15_000);
  await remove(owner, gone);
  expect((await upload(owner, 15_000)).status).toBe(204);
  const back = await joinCrew(server, owner, gone, "analyst");
  expect(await owner.client.getAccountUse()).toMatchObject({
    storage: { used: 30_000, limit: 20_000 },
    departed: { bytes: 0, files: 0 },
  });
  expect((await announce(back, 1)).status).toBe(413);
  await back.client.deleteFile({ params: { id: sent.headers.get("caudal-file-id") ?? "" } });
  expect((await announce(back, 1)).status).toBe(201);
});

test("nobody but who manages the account reads who left and what they keep", async () => {
  const owner = await signUp(server);
  const gone = await member(owner);
  const analyst = await member(owner);
  await upload(gone, 100);
  await remove(owner, gone);
  expect((await analyst.fetch("/api/account/use")).status).toBe(403);
  expect(await analyst.client.getAccountLimits()).toEqual({
    storage: { used: 0, limit: 20_000 },
    files: { used: 0, limit: 4 },
  });
  const other = await signUp(server);
  expect(JSON.stringify(await other.client.getAccountUse())).not.toContain(gone.userId);
});
