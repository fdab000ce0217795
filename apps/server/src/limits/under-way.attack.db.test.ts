import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { Problem } from "@caudal/contract/resources/problem.ts";
import { withScope } from "@caudal/db/scope.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { makeKey } from "../../testing/key-holder.ts";
import { operator, signUp, startTestServer, visit, type TestServer, type Visitor } from "../../testing/test-server.ts";

/** The real limits, only smaller; nobody is cut for their pace while these tests last. */
const transfers = 5;
const connections = 80;
const size = 900_000;

let server: TestServer;
let ana: Awaited<ReturnType<typeof signUp>>;
let eva: Awaited<ReturnType<typeof signUp>>;
beforeAll(async () => {
  server = await startTestServer({
    uploads: true,
    trustedProxies: 1,
    transfersPerPerson: transfers,
    connections: { connections },
  });
});
beforeEach(async () => {
  [ana, eva] = [await signUp(server), await signUp(server)];
});
afterAll(() => server.close());

type Sender = { readonly socket: Socket; readonly answer: Promise<string>; answered: boolean };

/** A request on a connection of its own, of which only so much is sent; `answer` is what comes back first. */
function ask(head: readonly string[], first = ""): Sender {
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  const { promise: answer, resolve } = Promise.withResolvers<string>();
  const sender: Sender = { socket, answer, answered: false };
  socket.on("error", () => undefined);
  socket.on("close", () => {
    sender.answered = true;
    resolve("closed");
  });
  socket.once("data", (piece) => {
    sender.answered = true;
    resolve(piece.toString("utf8"));
  });
  const lines = [...head, `Host: ${new URL(server.url).host}`];
  socket.write(`${lines.join("\r\n")}\r\n\r\n${first}`);
  onTestFinished(() => void socket.destroy());
  return sender;
}

const tus = { "tus-resumable": "1.0.0" };
async function announce(visitor: Pick<Visitor, "fetch">, headers: Record<string, string> = {}): Promise<Response> {
  return visitor.fetch("/api/uploads", {
    method: "POST",
    headers: { ...tus, "upload-length": String(size), "upload-metadata": "filename YS5jc3Y=", ...headers },
  });
}
const trickle = (path: string, who: readonly string[], from = "203.0.113.1") =>
  ask(
    [
      `PATCH ${path} HTTP/1.1`,
      ...who,
      `X-Forwarded-For: ${from}`,
      "Origin: http://caudal.test",
      "Tus-Resumable: 1.0.0",
      "Upload-Offset: 0",
      "Content-Type: application/offset+octet-stream",
      `Content-Length: ${size}`,
    ],
    "a",
  );
const cookieOf = ({ cookie }: Pick<Visitor, "cookie">) => [`Cookie: ${cookie()}`];

const nowhere = "/api/uploads/00000000-0000-4000-8000-000000000000";
const asksOf = async (who: Pick<Visitor, "fetch">) =>
  (await who.fetch(nowhere, { method: "HEAD", headers: tus })).status;

/** As many uploads as may be, whose bytes hardly come. */
async function hold(
  visitor: typeof ana,
  who = cookieOf(visitor),
  from?: string,
  asking: Pick<Visitor, "fetch"> = visitor,
): Promise<readonly (Sender & { readonly place: string })[]> {
  const places: string[] = [];
  for (let i = 0; i < transfers; i += 1) places.push((await announce(asking)).headers.get("location") ?? "");
  const senders = places.map((place) => ({ place, sender: trickle(place, who, from) }));
  await expect
    .poll(async () => {
      const status = await asksOf(asking);
      // A question takes a place too, which one of them may have wanted in that moment.
      for (const each of senders) if (each.sender.answered) each.sender = trickle(each.place, who, from);
      return status === 429 && senders.every(({ sender }) => !sender.answered);
    })
    .toBe(true);
  return senders.map(({ place, sender }) => Object.assign(sender, { place }));
}

async function refusal(answer: string) {
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  // In pieces, or not.
  const problem: unknown = JSON.parse(body.slice(body.indexOf("{"), body.lastIndexOf("}") + 1));
  return { head: head.toLowerCase(), problem: Problem.parse(problem) };
}

async function limited(name: string): Promise<number> {
  const text = await (await visit(server).fetch("/metrics", { headers: operator })).text();
  return Number(new RegExp(`caudal_requests_limited_total\\{limit="${name}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
}

describe("one person who sends a byte now and then on as many connections as they can", () => {
  test("has so many at once and no more, in words and with the time to wait; others are served, and it goes on when one ends", async () => {
    const senders = await hold(ana);
    const refused: Sender[] = [];
    for (let i = 0; i < connections / 2; i += 1) refused.push(trickle(nowhere, cookieOf(ana)));
    for (const { answer } of refused) expect(await answer).toMatch(/^HTTP\/1\.1 429 /);
    const { head, problem } = await refusal((await refused[0]?.answer) ?? "");
    expect(head).toMatch(/\r\nretry-after: 5\r\n/);
    expect(head).toContain("content-type: application/problem+json");
    expect(problem).toMatchObject({
      code: "too_many_at_once",
      status: 429,
      title: "Hay demasiado en curso a la vez",
      detail: `Ya tienes ${transfers} subidas y descargas en curso, y no puede haber más a la vez.`,
      action: "Vuelve a intentarlo en 5 segundos, o cuando termine alguna. Una subida sigue donde quedó.",
    });
    const english = await ana.fetch("/api/uploads", {
      method: "POST",
      headers: { ...tus, "upload-length": "1", "accept-language": "en" },
    });
    expect(Problem.parse(await english.json()).detail).toBe(
      `You have ${transfers} uploads and downloads under way already, and there may be no more at once.`,
    );
    // Announcing one and asking how far one is are refused too, so that nobody sends in vain; taking one back is not.
    expect(await asksOf(ana)).toBe(429);
    expect((await ana.fetch(nowhere, { method: "DELETE", headers: tus })).status).toBe(404);
    // Everything else is theirs as before, and everything is everybody else's.
    expect((await ana.fetch("/api/files")).status).toBe(200);
    expect((await announce(eva)).status).toBe(201);
    expect(await limited("person_transfers")).toBeGreaterThanOrEqual(connections / 2);
    expect(senders.every(({ answered }) => !answered)).toBe(true);
    senders[0]?.socket.destroy();
    await expect.poll(async () => (await announce(ana)).status).toBe(201);
  });

  test("takes no place of their keys, and all keys of theirs together have as many as one", async () => {
    await hold(ana);
    const one = await makeKey(server, ana, ["files:write"]);
    const other = await makeKey(server, ana, ["files:write"]);
    await hold(ana, [`Authorization: Bearer ${one.made.key}`], undefined, one);
    const refused = await announce(one);
    expect(refused.status).toBe(429);
    expect(Problem.parse(await refused.json()).detail).toContain(`Tus claves de API ya tienen ${transfers} subidas`);
    expect((await announce(other)).status).toBe(429);
    expect((await announce(await makeKey(server, eva, ["files:write"]))).status).toBe(201);
  });

  test("is not kept out by what ended: cut, refused or done, each place comes back", async () => {
    for (let round = 0; round < 3; round += 1) {
      const senders = await hold(ana);
      expect((await announce(ana)).status).toBe(429);
      for (const { socket } of senders) socket.destroy();
      await expect.poll(async () => (await announce(ana)).status).toBe(201);
    }
    const done = Array.from({ length: 4 * transfers }, () => announce(ana));
    await Promise.all(done);
    expect((await announce(ana)).status).toBe(201);
  });
});

describe("whoever is at their limit and takes an upload of theirs up again, whose connection is dead and did not say so", () => {
  const lengthen = (visitor: typeof ana, place: string, offset: string, headers: Record<string, string> = {}) =>
    visitor.fetch(place, {
      method: "PATCH",
      headers: { ...tus, "upload-offset": offset, "content-type": "application/offset+octet-stream", ...headers },
      body: new Uint8Array(size - Number(offset)),
    });

  test("asks how far it is, sends the rest, and has as many places afterwards as before", async () => {
    const senders = await hold(ana);
    const [asked, sent, alive] = senders;
    const place = asked?.place ?? "";
    const head = await ana.fetch(place, { method: "HEAD", headers: tus });
    expect(head.status).toBe(200);
    expect((await lengthen(ana, place, head.headers.get("upload-offset") ?? "")).status).toBe(204);
    // From another network too, as a phone that left the house; without a question first, by a program that knows.
    const again = await hold(eva);
    const other = again[0]?.place ?? "";
    const moved = { "x-forwarded-for": "192.0.2.44" };
    const far = await eva.fetch(other, { method: "HEAD", headers: { ...tus, ...moved } });
    expect((await lengthen(eva, other, far.headers.get("upload-offset") ?? "", moved)).status).toBe(204);
    expect((await lengthen(ana, sent?.place ?? "", "1")).status).toBe(204);
    expect(alive?.answered).toBe(false);
    for (const each of [...senders, ...again]) each.socket.destroy();
    await expect.poll(() => asksOf(ana)).toBe(404);
    await hold(ana);
  });

  test("gets no place more by asking for what is refused before the upload is let go of", async () => {
    const senders = await hold(ana);
    for (const { place } of senders)
      expect((await lengthen(ana, place, "0", { "content-type": "text/plain" })).status).not.toBe(429);
    for (const { place } of senders) expect((await lengthen(eva, place, "0")).status).toBe(404);
    expect(senders.every(({ answered }) => !answered)).toBe(true);
    expect(await asksOf(ana)).toBe(429);
    expect((await announce(ana)).status).toBe(429);
  });
});

describe("one network", () => {
  test("has a quarter of the connections for what it sends and fetches, as whoever, and of IPv6 a whole /48 is one", async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => signUp(server)));
    const from = (i: number) => `2001:db8:7:${i}::${i}`;
    for (const [i, each] of people.slice(0, 4).entries()) await hold(each, cookieOf(each), from(i));
    const last = people[4] ?? ana;
    const refused = await announce(last, { "x-forwarded-for": from(9) });
    expect(refused.status).toBe(429);
    expect(Problem.parse(await refused.json()).detail).toContain(`Desde tu red ya hay ${connections / 4} subidas`);
    expect((await last.fetch("/api/files", { headers: { "x-forwarded-for": from(9) } })).status).toBe(200);
    expect((await announce(last, { "x-forwarded-for": "2001:db8:8::1" })).status).toBe(201);
  });

  test("that sends bodies of requests slowly, which anybody may, has half of the connections, and others are served", async () => {
    const slow = (from: string) =>
      ask(
        [
          "POST /api/auth/sign-in/email HTTP/1.1",
          `X-Forwarded-For: ${from}`,
          "Content-Type: application/json",
          "Content-Length: 1000",
        ],
        "{",
      );
    const held = Array.from({ length: connections / 2 }, () => slow("198.51.100.9"));
    const health = (from: string) => visit(server).fetch("/healthz", { headers: { "x-forwarded-for": from } });
    await expect.poll(async () => (await health("198.51.100.9")).status).toBe(429);
    const { problem } = await refusal(await slow("198.51.100.9").answer);
    expect(problem).toMatchObject({ code: "too_many_at_once", title: "Hay demasiado en curso a la vez" });
    expect(problem.detail).toBe(
      `Desde tu red ya hay ${connections / 2} peticiones en curso, y no puede haber más a la vez.`,
    );
    expect((await health("198.51.100.10")).status).toBe(200);
    for (const { socket } of held) socket.destroy();
    await expect.poll(async () => (await health("198.51.100.9")).status).toBe(200);
  });
});

test("one person's requests of other kinds are bounded too: five times as many as may be moved", async () => {
  const slow = () =>
    ask(
      [
        "POST /api/access-profiles HTTP/1.1",
        ...cookieOf(ana),
        "Origin: http://caudal.test",
        "X-Forwarded-For: 203.0.113.77",
        "Content-Type: application/json",
        "Content-Length: 1000",
      ],
      "{",
    );
  const held = Array.from({ length: 5 * transfers }, slow);
  await expect
    .poll(async () => {
      const { status } = await ana.fetch("/api/files");
      // A question takes a place too, as above.
      for (const [i, { answered }] of held.entries()) if (answered) held[i] = slow();
      return status === 429 && held.every(({ answered }) => !answered);
    })
    .toBe(true);
  expect(Problem.parse(await (await ana.fetch("/api/files")).json()).detail).toContain(
    `Ya tienes ${5 * transfers} peticiones en curso`,
  );
  expect((await eva.fetch("/api/files")).status).toBe(200);
  expect(held.every(({ answered }) => !answered)).toBe(true);
});

test("a link's readers are so many at once from wherever they ask, and nobody else's downloads wait for them", async () => {
  const content = randomBytes(12 << 20);
  const share = async (visitor: typeof ana) => {
    const key = `${visitor.scope.accountId}/${crypto.randomUUID()}/original`;
    await server.objects.create(key);
    await server.objects.append(key, 0, Readable.from([content]));
    const { id } = await withScope(server.database.app.db, visitor.scope, (tx) =>
      tx
        .insertInto("files")
        .values({
          account_id: visitor.scope.accountId,
          user_id: visitor.userId,
          file_name: "grande.csv",
          file_type: "text/csv",
          file_size: content.length,
          storage_url: "/",
          object_key: key,
        })
        .returning("id")
        .executeTakeFirstOrThrow(),
    );
    const body = { grantee: { kind: "link" as const }, may_download: true };
    const { url } = await visitor.client.shareFile({ params: { id }, body });
    return { id, path: `/api/links/${new URL(url ?? "").pathname.replace("/s/", "")}/content` };
  };
  const [theirs, other] = [await share(ana), await share(eva)];
  const read = (path: string, from: string) => ask([`GET ${path} HTTP/1.1`, `X-Forwarded-For: ${from}`]);
  for (let i = 0; i < 5 * transfers; i += 1) {
    const reader = read(theirs.path, `192.0.2.${i}`);
    expect(await reader.answer).toMatch(/^HTTP\/1\.1 200 /);
    reader.socket.pause();
  }
  const refused = await visit(server).fetch(theirs.path, { headers: { "x-forwarded-for": "192.0.2.200" } });
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toBe("5");
  expect(Problem.parse(await refused.json()).detail).toContain(`Con este enlace ya hay ${5 * transfers} subidas`);
  for (const path of [other.path, other.path.replace("/content", "")])
    expect((await visit(server).fetch(path, { headers: { "x-forwarded-for": "192.0.2.200" } })).status).toBe(200);
  expect((await ana.fetch(`/api/files/${theirs.id}/content`)).status).toBe(200);
});
