import { signInAtProvider } from "@caudal/test/support/oidc-provider.ts";
import { createFile } from "@caudal/db/testing/people.ts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { asSuperuser } from "../../testing/join-account-of.ts";
import {
  enterBy,
  goThere,
  comeBack,
  openOidcWorld,
  placeOf,
  someAddress,
  type OidcWorld,
} from "../../testing/oidc-world.ts";
import { goodPassword, signUp, startTestServer, visit, type TestServer } from "../../testing/test-server.ts";

/** What is refused not to a request of ours: by the service with which people sign in, and on the way to an endpoint. */
type Entry = Readonly<Record<string, unknown>>;
const entriesOf = (server: TestServer, action: string, person: string | null): Promise<readonly Entry[]> =>
  asSuperuser(
    server,
    async (client) =>
      (
        await client.query<Entry>(
          `select user_id, account_id, address, object_id, object_name, changes from caudal.audit_entries
           where action = $1 and person_ids[1] is not distinct from $2 order by id`,
          [action, person],
        )
      ).rows,
  );
const waitFor = (server: TestServer, action: string, person: string | null): Promise<readonly Entry[]> =>
  vi.waitFor(
    async () => {
      const entries = await entriesOf(server, action, person);
      expect(entries, action).not.toEqual([]);
      return entries;
    },
    { timeout: 10_000, interval: 20 },
  );

describe("a refusal at the service with which people sign in is told", () => {
  let world: OidcWorld;
  let server: TestServer;
  beforeAll(async () => {
    world = await openOidcWorld();
    ({ server } = world);
  });
  afterAll(async () => {
    await world.closeOthers();
    await world.close();
  });
  const refused = (reason: string) => ({ reason: { after: reason }, operation: { after: "finishOidc" } });
  const problemOf = (answer: Response) => placeOf(answer).searchParams.get("problem");

  test("to whom the address belongs, which the service has not confirmed", async () => {
    const { email, userId } = await world.known(someAddress(), true);
    const thief = visit(server);
    expect(problemOf(await enterBy(thief, world.person(email, { verified: false })))).toBe("oidc_unverified");
    expect(await waitFor(server, "security.provider_refused", userId)).toMatchObject([
      { user_id: null, address: "127.0.0.1", changes: refused("oidc_unverified") },
    ]);
    // In their own list, too.
    const holder = visit(server);
    await holder.client.signIn({ body: { email, password: goodPassword } });
    const { items } = await holder.client.listSecurityActivity();
    expect(items.map((item) => item.action)).toContain("security.provider_refused");
    expect(server.lines.join()).not.toContain(email);
  });

  test("to nobody, where nobody has that address, and without it", async () => {
    const email = someAddress();
    const strict = await world.alike({ domains: ["empresa.test"] });
    expect(problemOf(await enterBy(visit(strict), world.person(email.replace("empresa", "otra"))))).toBe(
      "oidc_domain_refused",
    );
    const [entry] = await waitFor(server, "security.provider_refused", null);
    expect(entry).toMatchObject({ user_id: null, account_id: null, changes: refused("oidc_domain_refused") });
    expect(JSON.stringify(entry) + strict.lines.join()).not.toContain(email.split("@")[0]);
  });

  test("with an answer that somebody forged on its way", async () => {
    const { email } = await world.known(someAddress(), true);
    const visitor = visit(await world.alike({}));
    const back = await goThere(visitor, world.person(email));
    back.searchParams.set("iss", "https://evil.test");
    expect(problemOf(await comeBack(visitor, back))).toBe("oidc_refused");
    await vi.waitFor(
      async () =>
        expect(await entriesOf(server, "security.provider_refused", null)).toContainEqual(
          expect.objectContaining({ changes: refused("oidc_refused") }),
        ),
      { timeout: 10_000, interval: 20 },
    );
  });

  test("to whose session it is, when somebody else's answer is shown as a proof that it is they", async () => {
    const { email, userId } = await world.known(someAddress(), true);
    const visitor = visit(server);
    await enterBy(visitor, world.person(email));
    const { address } = await visitor.client.startProof({ body: { next: "/" } });
    const back = new URL(await signInAtProvider(address, world.person(someAddress())));
    expect(problemOf(await comeBack(visitor, back))).toBe("oidc_other_person");
    expect(await waitFor(server, "security.provider_refused", userId)).toMatchObject([
      { address: "127.0.0.1", changes: refused("oidc_other_person") },
    ]);
  });
});

describe("a message that is not sent where its endpoint's name leads", () => {
  let address = "93.184.215.14";
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ webhooks: true, resolve: async () => [{ address, family: 4 }] });
  });
  afterAll(() => server.close());

  test("is told to whose endpoint it is, and to the managers of that account, and to nobody else", async () => {
    const ana = await signUp(server);
    const luis = await signUp(server);
    await ana.client.createWebhook({
      body: { name: "Tablero", url: "https://avisos.test/clave-secreta", kinds: ["file.uploaded"] },
    });
    // The name's owner has it lead to where a cloud keeps its keys.
    address = "169.254.169.254";
    await createFile(server.database, ana.scope);
    const [entry] = await waitFor(server, "security.dial_refused", ana.userId);
    expect(entry).toEqual({
      user_id: null,
      account_id: ana.scope.accountId,
      address: null,
      object_id: null,
      object_name: null,
      changes: { reason: { after: "dial_refused" } },
    });
    const own = (await ana.client.listSecurityActivity()).items;
    expect(own.filter(({ action }) => action === "security.dial_refused")).toHaveLength(1);
    const seen = (await ana.client.listAudit({ query: { action: "security.dial_refused" } })).items;
    expect(seen).toHaveLength(1);
    expect(JSON.stringify(seen)).not.toContain("clave-secreta");
    const others = (await luis.client.listSecurityActivity()).items;
    expect(others.map(({ action }) => action)).not.toContain("security.dial_refused");
    expect((await luis.client.listAudit({ query: { action: "security.dial_refused" } })).items).toEqual([]);
  });
});
