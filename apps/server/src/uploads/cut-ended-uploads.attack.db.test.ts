import { request as send } from "node:http";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { foundCrew, type Crew, type Somebody } from "../../testing/crew.ts";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { makeKey } from "../../testing/key-holder.ts";
import { startTestServer, visit, goodPassword, type TestServer } from "../../testing/test-server.ts";
import { signInLimits } from "../auth/limit-attempts.ts";

let server: TestServer;
let crew: Crew;
beforeAll(async () => {
  const limits = { ...signInLimits, signUp: { max: 10_000, windowMs: 60_000 } };
  server = await startTestServer({ uploads: true, maxUploadBytes: size, limits });
  crew = await foundCrew(server);
});
afterAll(() => server.close());

/** More than is held back before it is written. */
const sent = 3 << 20;
const size = 2 * sent;
type Headers = Readonly<Record<string, string>>;

/** An upload of which a part has come and been taken, and whose rest is kept back. */
async function begin(who: Pick<Somebody, "fetch">, headers: Headers) {
  const name = Buffer.from("ventas.csv").toString("base64");
  const made = await who.fetch("/api/uploads", {
    method: "POST",
    headers: { "tus-resumable": "1.0.0", "upload-length": String(size), "upload-metadata": `filename ${name}` },
  });
  const place = made.headers.get("location") ?? "";
  const request = send(server.url + place, {
    method: "PATCH",
    headers: {
      "tus-resumable": "1.0.0",
      "upload-offset": "0",
      "content-type": "application/offset+octet-stream",
      "content-length": String(size),
      origin: "http://caudal.test",
      ...headers,
    },
  });
  const over = new Promise<string>((resolve) => {
    request.on("error", () => resolve("cut"));
    request.on("response", ({ statusCode }) => resolve(String(statusCode)));
  });
  request.write(Buffer.alloc(sent, "a"));
  await vi.waitFor(async () => expect(await taken(place.split("/").at(-1) ?? "")).toBeGreaterThan(0), {
    timeout: 10_000,
  });
  return { request, over };
}

const taken = async (id: string): Promise<number> => {
  const key = await asSuperuser(server, async (client) => {
    const { rows } = await client.query<{ object_key: string }>("select object_key from caudal.uploads where id = $1", [
      id,
    ]);
    return rows[0]?.object_key ?? "";
  });
  return (await server.objects.size(key)) ?? 0;
};

describe("an upload that is under way", () => {
  test("ends with the session that began it, wherever it was ended", async () => {
    const thief = visit(server);
    const { email } = await crew.analyst.client.getMe();
    await thief.client.signIn({ body: { email, password: goodPassword } });
    const { over } = await begin(thief, { cookie: thief.cookie() });
    await crew.analyst.client.endOtherSessions();
    expect(await over).toBe("cut");
  });

  test("ends with the key that began it", async () => {
    const key = await makeKey(server, crew.analyst, ["files:write"]);
    const { over } = await begin(key, { authorization: `Bearer ${key.made.key}` });
    await crew.analyst.client.revokeApiKey({ params: { id: key.made.id } });
    expect(await over).toBe("cut");
  });

  test("ends with the membership, and nobody else's does", async () => {
    const { analyst, admin, owner } = crew;
    const theirs = await begin(analyst, { cookie: analyst.cookie() });
    const others = await begin(admin, { cookie: admin.cookie() });
    await owner.client.removeMember({ params: { id: analyst.userId } });
    expect(await theirs.over).toBe("cut");
    others.request.end(Buffer.alloc(size - sent, "a"));
    expect(await others.over).toBe("204");
  });

  test("goes on where its sender only gets another access profile, a higher role or turns to another account", async () => {
    const { owner, colleague, admin, viewer } = await foundCrew(server);
    const about = { name: "Norte", all_companies: false, all_warehouses: false, hidden_fields: [] };
    const made = await owner.client.createAccessProfile({
      body: { ...about, companies: [], warehouses: [], tabs: [] },
    });
    const own = (await admin.client.listAccounts()).items.find((each) => !each.acting)?.id ?? "";
    const theirs = await begin(colleague, { cookie: colleague.cookie() });
    const moved = await begin(admin, { cookie: admin.cookie() });
    const params = { id: colleague.userId };
    await owner.client.updateMember({ params, body: { access_profile_id: made.id } });
    await owner.client.updateMember({ params, body: { role: "admin" } });
    await admin.client.enterAccount({ params: { id: own } });
    // Notices come one after another: once this one's is heard, so were those.
    await owner.client.updateMember({ params: { id: viewer.userId }, body: { role: "analyst" } });
    const last = await begin(viewer, { cookie: viewer.cookie() });
    await owner.client.updateMember({ params: { id: viewer.userId }, body: { role: "viewer" } });
    expect(await last.over).toBe("cut");
    for (const { request } of [theirs, moved]) request.end(Buffer.alloc(size - sent, "a"));
    expect([await theirs.over, await moved.over]).toEqual(["204", "204"]);
  });

  test("ends with the session also when nobody hears of it: the connection that listens is down in that moment", async () => {
    const { colleague, analyst } = await foundCrew(server);
    const theirs = await begin(colleague, { cookie: colleague.cookie() });
    const others = await begin(analyst, { cookie: analyst.cookie() });
    await asSuperuser(server, async (client) => {
      const { rowCount } = await client.query(
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'test-events' and datname = current_database()`,
      );
      expect(rowCount).toBe(1);
      // It is back in a tenth of a second, and PostgreSQL may still have a notice for it then: of this one there is none.
      await client.query("set session_replication_role = replica");
      await client.query(`delete from auth.session where "userId" = $1`, [colleague.userId]);
    });
    expect(await theirs.over).toBe("cut");
    others.request.end(Buffer.alloc(size - sent, "a"));
    expect(await others.over).toBe("204");
  });

  test("ends with the key that runs out meanwhile, of which nobody tells", async () => {
    const { colleague, analyst } = await foundCrew(server);
    const key = await makeKey(server, colleague, ["files:write"]);
    const theirs = await begin(key, { authorization: `Bearer ${key.made.key}` });
    const others = await begin(analyst, { cookie: analyst.cookie() });
    await asSuperuser(server, (client) =>
      client.query("update caudal.api_keys set expires_at = now() where id = $1", [key.made.id]),
    );
    expect(await theirs.over).toBe("cut");
    others.request.end(Buffer.alloc(size - sent, "a"));
    expect(await others.over).toBe("204");
  });

  test("ends where the account asks for a second factor by now that its sender has not", async () => {
    const { analyst, owner } = await foundCrew(server);
    const { over } = await begin(analyst, { cookie: analyst.cookie() });
    await asSuperuser(server, (client) =>
      client.query("update caudal.accounts set second_factor_required = true where id = $1", [owner.scope.accountId]),
    );
    expect(await over).toBe("cut");
  });
});
