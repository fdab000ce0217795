import { signInAtProvider, type ProviderCookies } from "@caudal/test/support/oidc-provider.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { comeBack, openOidcWorld, someAddress, startAt, type OidcWorld } from "../../testing/oidc-world.ts";
import { visit, type TestServer, type Visitor } from "../../testing/test-server.ts";

let world: OidcWorld;
let server: TestServer;
beforeAll(async () => {
  world = await openOidcWorld();
  server = await world.alike({}, { signUpOpen: true });
});
afterAll(async () => {
  await world.closeOthers();
  await world.close();
});

/** Every text that stands in the database, whoever it belongs to. */
async function everythingKept(): Promise<string> {
  return asSuperuser(server, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema in ('caudal', 'auth')`,
    );
    expect(tables.length).toBeGreaterThan(30);
    let kept = "";
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string | null }>(
        `select string_agg(t::text, ' ') as text from ${name} t`,
      );
      kept += rows[0]?.text ?? "";
    }
    return kept;
  });
}

/** All that one browser is given: headers and bodies. */
async function given(visitor: Visitor, answer: Response): Promise<string> {
  const texts = [JSON.stringify([...answer.headers]), await answer.text(), visitor.cookie()];
  for (const path of ["/api/me", "/api/auth/get-session", "/api/me/sessions", "/api/me/proof", "/api/me/security"]) {
    const more = await visitor.fetch(path);
    texts.push(JSON.stringify([...more.headers]), await more.text());
  }
  return texts.join("\n");
}

describe("what the provider gives", () => {
  test("neither token reaches the browser, the database or the log", async () => {
    const tokens: string[] = [];
    world.provider.intercept = (request, response) => {
      if (request.url?.startsWith("/token") !== true) return false;
      const end = response.end.bind(response);
      response.end = ((body: string | Buffer, ...rest: []) => {
        const told = JSON.parse(String(body)) as Readonly<Record<string, string>>;
        tokens.push(told["access_token"] ?? "", told["id_token"] ?? "");
        return end(body, ...rest);
      }) as typeof response.end;
      return false;
    };
    const email = someAddress();
    const visitor = visit(server, "es", { founder: false });
    const at = new URL(await signInAtProvider(await startAt(visitor), world.person(email)));
    const answer = await comeBack(visitor, at);
    world.provider.intercept = () => false;
    expect((await visitor.client.getMe()).email).toBe(email);
    expect(tokens.filter((token) => token.length > 20)).toHaveLength(2);
    const [, idToken = ""] = tokens;
    // The last part of an ID token is its signature, which nothing else holds.
    const secrets = [...tokens, idToken.split(".").at(-1) ?? "", at.searchParams.get("code") ?? ""];
    const places = {
      browser: await given(visitor, answer),
      database: await everythingKept(),
      log: server.lines.join("\n"),
    };
    for (const [name, text] of Object.entries(places)) {
      expect(text.length, name).toBeGreaterThan(200);
      for (const secret of secrets) expect(text.includes(secret), `${name}: ${secret}`).toBe(false);
    }
    // What would be found if it were there: the person.
    expect(places.browser).toContain(email);
    expect(places.database).toContain(email);
  });

  test("signing out ends the session here, tells the provider nothing, and leaves its own", async () => {
    const atProvider: ProviderCookies = new Map();
    const sub = world.person(someAddress());
    const visitor = visit(server, "es", { founder: false });
    await comeBack(visitor, new URL(await signInAtProvider(await startAt(visitor), sub, atProvider)));
    await visitor.client.getMe();
    const stolen = visitor.cookie();
    const asked = world.provider.asked.length;
    await visitor.client.signOut();
    expect((await fetch(`${server.url}/api/me`, { headers: { cookie: stolen } })).status).toBe(401);
    expect(world.provider.asked.slice(asked)).toEqual([]);
    // There they are known still: no page asks for who they are, and nobody else is let in by naming another.
    const before = world.provider.asked.length;
    const again = visit(server, "es", { founder: false });
    await comeBack(again, new URL(await signInAtProvider(await startAt(again), "somebody else", atProvider)));
    expect(world.provider.asked.slice(before).filter((line) => line.startsWith("POST /interaction"))).toEqual([]);
    expect((await again.client.getMe()).email).toBe(world.provider.people.get(sub)?.email);
  });

  test("a session here outlives the provider's own, up to its own time", async () => {
    const sub = world.person(someAddress());
    const visitor = visit(server, "es", { founder: false });
    await comeBack(visitor, new URL(await signInAtProvider(await startAt(visitor), sub)));
    world.provider.people.delete(sub);
    const { user_id: userId } = await visitor.client.getMe();
    await server.database.signin.query(
      `update session set "expiresAt" = now() - interval '1 second' where "userId" = $1`,
      [userId],
    );
    expect((await visitor.fetch("/api/me")).status).toBe(401);
  });
});
