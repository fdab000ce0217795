import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FaultCode } from "@caudal/base/fault.ts";
import { KeyScope } from "@caudal/contract/access/key-scopes.ts";
import { faultStatus } from "@caudal/contract/faults/status.ts";
import { Problem } from "@caudal/contract/resources/problem.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes, type OperationId } from "@caudal/contract/routes/routes.ts";
import { announce, makeAny, makeDelivery, makeGone } from "../../testing/alien-things.ts";
import { ask, bare } from "../../testing/ask.ts";
import { foundCrew, type Crew, type Somebody } from "../../testing/crew.ts";
import { putAt } from "../../testing/id-places.ts";
import { places, requests, type Kind, type Own } from "../../testing/id-requests.ts";
import { makeKey, type KeyHolder } from "../../testing/key-holder.ts";
import { idsIn, rowsMentioning } from "../../testing/mentions.ts";
import { thingKinds, type ThingKind } from "../../testing/things.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

/**
 * Whoever got hold of an API key and of ids that are not its member's to give: the key of an owner asks for what is a colleague's alone, the
 * key of somebody elsewhere for all that the crew has, and keys without the scope that an operation asks for anything at all, their own
 * included. Sessions are asked in ids.attack.db.test.ts.
 */

const nil = "00000000-0000-0000-0000-000000000000";
const kinds: readonly Kind[] = [...(Object.keys(thingKinds) as ThingKind[]), "delivery"];

let server: TestServer;
let crew: Crew;
let stranger: Somebody;
/** By whose they are: one thing of each kind. */
const things = { stranger: new Map<Kind, string>(), colleague: new Map<Kind, string>(), gone: new Map<Kind, string>() };
const crews = new Map<Kind, string>();
const own: { [who in "owner" | "stranger"]?: Own } = {};
const whole: { [who in "owner" | "analyst" | "stranger"]?: KeyHolder } = {};
/** Keys of the owner with all scopes but one. */
const without = new Map<KeyScope, KeyHolder>();
let watched: readonly string[] = [];
let before: readonly string[] = [];
let uploads: readonly string[] = [];

beforeAll(async () => {
  server = await startTestServer({ uploads: true, operatorToken: "a-token-of-the-operator-for-tests" });
  crew = await foundCrew(server);
  stranger = await signUp(server, { name: "Zoraida Forastera" });
  for (const kind of kinds) {
    things.stranger.set(kind, await makeAny(server, kind, stranger, stranger));
    things.gone.set(kind, await makeGone(server, kind, crew.owner, crew.owner));
    crews.set(kind, await makeAny(server, kind, crew.owner, crew.owner));
    if (kind === "delivery" || thingKinds[kind] === "person")
      things.colleague.set(kind, await makeAny(server, kind, crew.colleague, crew.owner));
  }
  own.owner = await ownOf(crew.owner);
  own.stranger = await ownOf(stranger);
  uploads = [await announce(stranger), await announce(crew.colleague)];
  whole.owner = await makeKey(server, crew.owner);
  whole.analyst = await makeKey(server, crew.analyst);
  whole.stranger = await makeKey(server, stranger);
  for (const scope of KeyScope.options)
    without.set(
      scope,
      await makeKey(
        server,
        crew.owner,
        KeyScope.options.filter((each) => each !== scope),
      ),
    );
  // The first use of a key is noted with it.
  for (const key of [...Object.values(whole), ...without.values()]) await key.fetch("/api/me");
  const theirs = await rowsMentioning(server, [stranger.userId, stranger.scope.accountId]);
  watched = [
    ...new Set([...theirs.flatMap(idsIn), ...things.colleague.values(), ...crews.values(), ...uploads]),
  ].filter((id) => id !== nil && id !== crew.owner.scope.accountId && id !== crew.owner.userId);
  before = await rowsMentioning(server, watched);
});
afterAll(() => server.close());

async function ownOf(who: Somebody): Promise<Own> {
  const make = (kind: Kind) => makeAny(server, kind, who, who);
  const webhook = await make("webhook");
  return {
    webhook,
    delivery: await makeDelivery(server, who, who, webhook),
    file: await make("file"),
    member: await make("member"),
    company: await make("company"),
    warehouse: await make("warehouse"),
    tab: await make("tab"),
    "access profile": await make("access profile"),
  };
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("it was not made");
  return value;
}

const refusal = (code: FaultCode) => ({ status: faultStatus[code], problem: { code } });
const operationOf = (key: string): OperationId => key.split(" ")[0] as OperationId;

describe.each(Object.entries(places))("%s", (key, { kind, refused = "not_found" }) => {
  const operation = operationOf(key);
  const place = key.split(" ")[1] ?? "";
  const route: RouteDefinition = routes[operation];
  const tell = async (who: KeyHolder, mine: Own, id: string) => {
    const answer = await ask(who, operation, putAt(requests[operation]?.(mine) ?? {}, place, id));
    const told = idsIn(answer.text).filter((each) =>
      answer.problem === null ? watched.includes(each) && each !== id : each !== answer.problem.request_id,
    );
    expect(told).toEqual([]);
    expect(answer.text).not.toContain("Forastera");
    return answer;
  };
  const needed = route.access === "member" ? route.keys : undefined;

  test("with keys of the account that may do all that a key may: another account's, a colleague's, a deleted one's", async () => {
    for (const who of ["owner", "analyst"] as const) {
      const holder = there(whole[who]);
      // What the owner would give along is no analyst's: then it is the role, or the first id, that refuses.
      const none = await tell(holder, there(own.owner), nil);
      if (route.access === "operator") expect(none).toMatchObject(refusal("metrics_refused"));
      else if (route.access === "member" && !route.roles.includes(who))
        expect(none).toMatchObject(refusal("forbidden"));
      else if (needed === "never") expect(none).toMatchObject(refusal("session_needed"));
      else if (refused === "told") expect(none.status).toBe(200);
      else if (who === "owner") expect(none).toMatchObject(refusal(refused));
      for (const id of [things.stranger, things.colleague, things.gone].flatMap((of) => of.get(kind) ?? []))
        if (none.problem === null) expect((await tell(holder, there(own.owner), id)).status).toBe(none.status);
        else expect(bare(await tell(holder, there(own.owner), id)), id).toEqual(bare(none));
    }
  });

  test("with a key of another account: nothing of the crew's", async () => {
    const holder = there(whole.stranger);
    const none = await tell(holder, there(own.stranger), nil);
    if (needed !== undefined && needed !== "never" && refused !== "told") expect(none).toMatchObject(refusal(refused));
    for (const id of [crews, things.colleague].flatMap((of) => of.get(kind) ?? []))
      if (none.problem === null) expect((await tell(holder, there(own.stranger), id)).status).toBe(none.status);
      else expect(bare(await tell(holder, there(own.stranger), id)), id).toEqual(bare(none));
  });

  test("with a key that lacks the scope: nothing, and the same for one's own as for nobody's", async () => {
    if (needed === undefined || needed === "never") return;
    const holder = there(without.get(needed));
    for (const id of [nil, there(crews.get(kind)), there(things.stranger.get(kind)), "no-id"])
      expect(await tell(holder, there(own.owner), id), id).toMatchObject(refusal("key_scope_missing"));
  });
});

test("uploads are asked about, sent to and given up with no other's key, nor with one that may not write", async () => {
  const asked = [
    ...[whole.owner, whole.analyst].map((holder) => ({ holder, ids: uploads, code: "not_found" }) as const),
    { holder: without.get("files:write"), ids: [...uploads, nil], code: "key_scope_missing" },
  ] as const;
  for (const { holder, ids, code } of asked)
    for (const id of ids)
      for (const method of ["HEAD", "PATCH", "DELETE"]) {
        const headers = {
          "tus-resumable": "1.0.0",
          "upload-offset": "0",
          "content-type": "application/offset+octet-stream",
        };
        const init = { method, headers, ...(method === "PATCH" ? { body: "a,b\n1" } : {}) };
        const answer = await there(holder).fetch(`/api/uploads/${id}`, init);
        const text = await answer.text();
        expect(answer.status, `${method} ${text}`).toBe(faultStatus[code]);
        if (method !== "HEAD") expect(Problem.parse(JSON.parse(text)).code, method).toBe(code);
      }
});

test("nothing of another's is changed or named anywhere after all of this", async () => {
  expect(before.length).toBeGreaterThan(100);
  // What a key was refused is noted with whose it is.
  const after = await rowsMentioning(server, watched);
  expect(after.filter((row) => !row.includes(",security.operation_refused,"))).toEqual(before);
});
