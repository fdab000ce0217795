import { request as send } from "node:http";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { foundCrew, type Crew, type Somebody } from "../../testing/crew.ts";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { makeKey } from "../../testing/key-holder.ts";
import { startTestServer, visit, goodPassword, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let crew: Crew;
beforeAll(async () => {
  server = await startTestServer({ uploads: true, maxUploadBytes: size });
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
});
