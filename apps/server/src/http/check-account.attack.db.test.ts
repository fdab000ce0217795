import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressOf } from "@caudal/contract/client/client.ts";
import { accountHeader } from "@caudal/contract/resources/common.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes } from "@caudal/contract/routes/routes.ts";
import { foundCrew, joinCrew, type Crew, type Somebody } from "../../testing/crew.ts";
import { inventedAddress } from "../../testing/invented-address.ts";
import { makeKey } from "../../testing/key-holder.ts";
import { signUp, startTestServer, type TestServer, type Visitor } from "../../testing/test-server.ts";

let server: TestServer;
let crew: Crew;
/** Belongs to two accounts: their own, in which the window believes to be, and the owner's, in which the session acts by now. */
let guest: Somebody;
let home: string;
beforeAll(async () => {
  server = await startTestServer({ uploads: true });
  crew = await foundCrew(server);
  const alone = await signUp(server);
  home = alone.scope.accountId;
  guest = await joinCrew(server, crew.owner, alone, "admin");
});
afterAll(() => server.close());

const believing =
  (who: Pick<Visitor, "fetch">, account: string) =>
  (path: string, init: RequestInit = {}) =>
    who.fetch(path, {
      ...init,
      headers: { ...Object.fromEntries(new Headers(init.headers)), [accountHeader]: account },
    });
const codeOf = async (answer: Response): Promise<unknown> =>
  answer.ok ? answer.status : ((await answer.json()) as { readonly code?: unknown }).code;
const memberRoutes = Object.entries<RouteDefinition>(routes).filter(([, route]) => route.access === "member");
const json = { "content-type": "application/json" };

const tus = { "tus-resumable": "1.0.0" };
const announce = (size: number, name: string) => ({
  method: "POST",
  headers: { ...tus, "upload-length": String(size), "upload-metadata": `filename ${btoa(name)}` },
});
const bytes = { ...tus, "upload-offset": "0", "content-type": "application/offset+octet-stream" };

describe("a window that believes itself in another account than its session's", () => {
  test.each(memberRoutes)("is refused %s", async (_name, route) => {
    const answer = await believing(guest, home)(inventedAddress(route), { method: route.method.toUpperCase() });
    expect(answer.status).toBe(409);
    expect(await codeOf(answer)).toBe("account_changed");
  });

  test("does nothing in either, is told in its language what to do, and nothing of the account that it is in by now", async () => {
    const body = JSON.stringify({ name: "De la otra" });
    for (const language of ["es", "en"]) {
      const answer = await believing(guest, home)("/api/companies", {
        method: "POST",
        headers: { ...json, "caudal-language": language },
        body,
      });
      const told = await answer.text();
      expect(JSON.parse(told)).toMatchObject({ status: 409, code: "account_changed" });
      expect(told).not.toContain(crew.owner.scope.accountId);
      expect(told).toContain(language === "es" ? "No se hizo nada" : "Nothing was done");
    }
    const names = async (): Promise<string[]> => (await guest.client.listCompanies()).items.map(({ name }) => name);
    expect(await names()).not.toContain("De la otra");
    await guest.client.enterAccount({ params: { id: home } });
    expect(await names()).not.toContain("De la otra");
    expect((await believing(guest, home)("/api/companies", { method: "POST", headers: json, body })).status).toBe(200);
    expect(await names()).toContain("De la otra");
    await guest.client.enterAccount({ params: { id: crew.owner.scope.accountId } });
  });

  test("begins no upload, goes on with none, takes none away, and learns of none", async () => {
    await guest.client.enterAccount({ params: { id: home } });
    const begun = await believing(guest, home)("/api/uploads", announce(4, "de-casa.csv"));
    expect(begun.status).toBe(201);
    const location = begun.headers.get("location") ?? "";
    await guest.client.enterAccount({ params: { id: crew.owner.scope.accountId } });
    const here = believing(guest, home);
    for (const [path, init] of [
      ["/api/uploads", announce(4, "otra.csv")],
      ["/api/uploads", { ...announce(4, "otra.csv"), body: "a,b\n" }],
      ["/api/uploads", { method: "OPTIONS", headers: tus }],
      [location, { method: "PATCH", headers: bytes, body: "a,b\n" }],
      [location, { method: "DELETE", headers: tus }],
    ] as const)
      expect(await codeOf(await here(path, init)), `${init.method} ${path}`).toBe("account_changed");
    const ask = async (): Promise<Response> => {
      const answer = await here(location, { method: "HEAD", headers: tus });
      expect(await answer.text()).toBe("");
      return answer;
    };
    expect((await ask()).status).toBe(409);
    expect((await guest.client.listFiles()).items).toEqual([]);
    // Back again it goes on where it was.
    await guest.client.enterAccount({ params: { id: home } });
    expect((await ask()).headers.get("upload-offset")).toBe("0");
    expect((await here(location, { method: "PATCH", headers: bytes, body: "a,b\n" })).status).toBe(204);
    expect((await guest.client.listFiles()).items.map(({ file_name }) => file_name)).toEqual(["de-casa.csv"]);
    await guest.client.enterAccount({ params: { id: crew.owner.scope.accountId } });
  });

  test("is refused when the session moves while its body is on its way", async () => {
    await guest.client.enterAccount({ params: { id: home } });
    let finish: () => void = () => undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('{"name":'));
        finish = () => {
          controller.enqueue(new TextEncoder().encode('"A medio camino"}'));
          controller.close();
        };
      },
    });
    const init = { method: "POST", headers: json, body, duplex: "half" as const };
    const asked = believing(guest, home)("/api/companies", init);
    await guest.client.enterAccount({ params: { id: crew.owner.scope.accountId } });
    finish();
    expect(await codeOf(await asked)).toBe("account_changed");
    expect((await guest.client.listCompanies()).items.map(({ name }) => name)).not.toContain("A medio camino");
  });

  test("gets no live events, which a browser asks for without headers", async () => {
    const stream = (account: string) => guest.fetch(addressOf(routes.streamEvents, { query: { account } }));
    expect(await codeOf(await stream(home))).toBe("account_changed");
    expect(await codeOf(await stream("x"))).toBe("invalid_fields");
    const open = await stream(crew.owner.scope.accountId);
    expect(open.status).toBe(200);
    await open.body?.cancel();
  });

  test("is told that before the second factor or the role that the other account asks for", async () => {
    const viewer = await joinCrew(server, crew.owner, await signUp(server), "viewer");
    const answer = await believing(viewer, randomUUID())("/api/companies", {
      method: "POST",
      headers: json,
      body: "{}",
    });
    expect(await codeOf(answer)).toBe("account_changed");
  });
});

describe("whoever names an account", () => {
  test("and acts in it is answered as without the header, however its id is written", async () => {
    const { accountId } = crew.owner.scope;
    for (const said of [accountId, accountId.toUpperCase()])
      expect((await believing(guest, said)("/api/me")).status).toBe(200);
  });

  test.each(["", "x", "*", "null", `${randomUUID()}, ${randomUUID()}`, "00000000-0000-0000-0000-00000000000g"])(
    "by what is none (%j) is told so, uploads too",
    async (said) => {
      for (const [path, init] of [
        ["/api/me", {}],
        ["/api/companies", { method: "POST", headers: json, body: '{"name":"x"}' }],
        ["/api/uploads", announce(1, "a.csv")],
      ] as const) {
        const answer = await believing(guest, said)(path, init);
        expect(answer.status, path).toBe(400);
        expect(await answer.json(), path).toMatchObject({
          code: "invalid_fields",
          detail: expect.stringContaining(accountHeader),
        });
      }
    },
  );

  test("by a key acts in the key's account or not at all", async () => {
    const key = await makeKey(server, crew.owner);
    expect((await believing(key, crew.owner.scope.accountId)("/api/files")).status).toBe(200);
    expect(await codeOf(await believing(key, home)("/api/files"))).toBe("account_changed");
    expect(await codeOf(await believing(key, home)("/api/uploads", announce(1, "a.csv")))).toBe("account_changed");
  });

  test("and belongs to none any more is not in it", async () => {
    const alone = await signUp(server);
    const gone = await joinCrew(server, crew.owner, alone, "analyst");
    const heir = await joinCrew(server, alone, await signUp(server), "admin");
    await gone.client.enterAccount({ params: { id: alone.scope.accountId } });
    await gone.client.handOver({ params: { id: heir.userId } });
    await gone.client.leaveAccount();
    await crew.owner.client.removeMember({ params: { id: gone.userId } });
    expect((await gone.fetch("/api/me/left-accounts")).status).toBe(200);
    expect(await codeOf(await believing(gone, crew.owner.scope.accountId)("/api/me/left-accounts"))).toBe(
      "account_changed",
    );
    expect(await codeOf(await believing(gone, crew.owner.scope.accountId)("/api/files"))).toBe("no_membership");
  });
});
