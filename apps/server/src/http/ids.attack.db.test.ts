import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FaultCode } from "@caudal/base/fault.ts";
import { everyRole, type MemberRole } from "@caudal/contract/access/roles.ts";
import { faultStatus } from "@caudal/contract/faults/status.ts";
import { Problem } from "@caudal/contract/resources/problem.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes, type OperationId } from "@caudal/contract/routes/routes.ts";
import { uploadPaths } from "@caudal/contract/routes/upload-paths.ts";
import { announce, makeAny, makeDelivery, makeGone } from "../../testing/alien-things.ts";
import { ask as askOnce, bare, type Answer } from "../../testing/ask.ts";
import { foundCrew, joinCrew, type Crew, type Somebody } from "../../testing/crew.ts";
import { idPlacesOf, putAt, type Input } from "../../testing/id-places.ts";
import { places, requests, type Kind, type Own } from "../../testing/id-requests.ts";
import { idsIn, rowsMentioning } from "../../testing/mentions.ts";
import { thingKinds, type ThingKind } from "../../testing/things.ts";
import { signUp, startTestServer, type TestServer, type Visitor } from "../../testing/test-server.ts";

/**
 * Whoever has an account of their own and the id of something of others. Each place of each request where an id may stand (the contract says
 * which there are) is given ids that are not the asker's to give, the rest of the request being as good as it can be.
 */

const nil = "00000000-0000-0000-0000-000000000000";
const malformed = ["00000000-0000-0000-0000-00000000000g", "..%2f..%2fme'; --"];
/** What a body may hold in an id's place besides. */
const noText = [null, 7, true, {}, [nil]];

const metricsToken = "a-token-of-the-operator-for-tests";
let server: TestServer;
let crew: Crew;
let stranger: Somebody;
const own = new Map<MemberRole, Own>();
/** Ids that are not the asker's to give, by what they are of. */
type Alien = {
  readonly strangers: string;
  readonly colleagues: string | null;
  readonly gone: ReadonlyMap<MemberRole, string>;
};
const aliens = new Map<Kind, Alien>();
/** Every row in which something of the stranger, or of the colleague's own, is named; as it was. */
let before: readonly string[] = [];
let watched: readonly string[] = [];
let uploads: readonly string[] = [];

beforeAll(async () => {
  const many = { max: 100_000, windowMs: 60_000 };
  server = await startTestServer({
    uploads: true,
    operatorToken: metricsToken,
    limits: { pair: many, address: many, email: many, signUp: many, codes: many },
  });
  crew = await foundCrew(server);
  stranger = await signUp(server, { name: "Zoraida Forastera" });
  for (const kind of [...(Object.keys(thingKinds) as ThingKind[]), "delivery"] as const) {
    const gone = new Map<MemberRole, string>();
    for (const role of everyRole) gone.set(role, await makeGone(server, kind, crew[role], crew.owner));
    aliens.set(kind, {
      strangers: await makeAny(server, kind, stranger, stranger),
      colleagues:
        kind === "delivery" || thingKinds[kind] === "person"
          ? await makeAny(server, kind, crew.colleague, crew.owner)
          : null,
      gone,
    });
  }
  // An account of a member's own is not the others' to enter.
  const { items } = await crew.colleague.client.listAccounts();
  const alone = items.find(({ id }) => id !== crew.owner.scope.accountId)?.id ?? "";
  aliens.set("account", { ...alienOf("account"), colleagues: alone });
  const common = {
    member: await makeAny(server, "member", crew.owner, crew.owner),
    company: await makeAny(server, "company", crew.owner, crew.owner),
    warehouse: await makeAny(server, "warehouse", crew.owner, crew.owner),
    tab: await makeAny(server, "tab", crew.owner, crew.owner),
    "access profile": await makeAny(server, "access profile", crew.owner, crew.owner),
  };
  for (const role of everyRole) {
    const webhook = await makeAny(server, "webhook", crew[role], crew.owner);
    const delivery = await makeDelivery(server, crew[role], crew.owner, webhook);
    own.set(role, { ...common, webhook, delivery, file: await makeAny(server, "file", crew[role], crew.owner) });
  }
  uploads = [await announce(stranger), await announce(crew.colleague)];
  const of = await rowsMentioning(server, [stranger.userId, stranger.scope.accountId]);
  const colleagues = [...aliens].flatMap(([, alien]) => alien.colleagues ?? []);
  watched = [...new Set([...of.flatMap((row) => idsIn(row)), ...colleagues, ...uploads])].filter((id) => id !== nil);
  before = await rowsMentioning(server, watched);
});
afterAll(() => server.close());

const tus = { "tus-resumable": "1.0.0" };

function alienOf(kind: Kind): Alien {
  const alien = aliens.get(kind);
  if (alien === undefined) throw new Error(`nobody has a ${kind}`);
  return alien;
}

let calls = 0;
const ask = (who: Pick<Visitor, "fetch">, operation: OperationId, input: Input): Promise<Answer> => {
  calls += 1;
  return askOnce(who, operation, input);
};

const refusal = (code: FaultCode) => ({ status: faultStatus[code], problem: { code } });

/** What is refused says nothing of anything by its id; what is told, nothing of the stranger's. */
function tellsNothing(answer: Answer, asked: string): void {
  expect(answer.text).not.toContain("Forastera");
  const theirs = new Set(watched);
  const told = idsIn(answer.text).filter((id) =>
    answer.problem === null ? theirs.has(id) && id !== asked : id !== answer.problem.request_id,
  );
  expect(told).toEqual([]);
}

/** Somebody who may go with what they ask for. */
async function fresh(role: MemberRole): Promise<Somebody> {
  return role === "owner" ? crew.owner : joinCrew(server, crew.owner, await signUp(server), role);
}

const operationOf = (key: string): OperationId => key.split(" ")[0] as OperationId;
const placeOf = (key: string): string => key.split(" ")[1] ?? "";
const rolesOf = (route: RouteDefinition): readonly MemberRole[] =>
  route.access === "member" ? route.roles : everyRole;

test("every place where the contract takes an id stands in the table, and no other", () => {
  const found = (Object.keys(routes) as OperationId[]).flatMap((operation) =>
    idPlacesOf(routes[operation]).map((place) => `${operation} ${place}`),
  );
  expect(Object.keys(places).toSorted()).toEqual(found.toSorted());
});

describe.each(Object.entries(places))("%s", (key, { kind, refused = "not_found", loose = false }) => {
  const operation = operationOf(key);
  const place = placeOf(key);
  const route: RouteDefinition = routes[operation];

  test.each(everyRole)(
    "as %s: another account's, another member's, a deleted one's, none's and no id at all",
    async (role) => {
      const mine = own.get(role);
      if (mine === undefined) throw new Error(`no ${role}`);
      const mayAsk = rolesOf(route).includes(role);
      const spends = operation === "eraseMe";
      const tell = async (id: unknown) => {
        const who = spends && typeof id === "string" && id !== "" ? await fresh(role) : crew[role];
        const base = requests[operation]?.(mine) ?? {};
        const answer = await ask(who, operation, putAt(base, place, id));
        tellsNothing(answer, String(id));
        return answer;
      };
      const { strangers, colleagues, gone } = alienOf(kind);
      const none = await tell(nil);
      if (!mayAsk) expect(none).toMatchObject(refusal("forbidden"));
      else if (refused !== "told") expect(none).toMatchObject(refusal(refused));
      else expect(none.status).toBe(spends ? (role === "owner" ? 409 : 202) : 200);
      for (const [what, id] of [
        ["another account's", strangers],
        ["another account's, in capitals", strangers.toUpperCase()],
        ["another member's", colleagues ?? nil],
        ["a deleted one", gone.get(role) ?? nil],
      ] as const)
        // Nobody learns which of them there is.
        if (refused === "told") expect((await tell(id)).status, what).toBe(none.status);
        else expect(bare(await tell(id)), what).toEqual(bare(none));
      const isRead = route.method === "get" && place.startsWith("params.");
      const read = isRead ? "not_found" : "invalid_fields";
      const asked = route.access === "operator" ? "metrics_refused" : read;
      const wrong = mayAsk ? asked : "forbidden";
      for (const id of [...malformed.slice(loose ? 1 : 0), "", ...(place.startsWith("body.") ? noText : [])]) {
        // Without an id the path is another operation's, or nobody's.
        if (id === "" && place.startsWith("params.")) continue;
        expect(await tell(id), JSON.stringify(id)).toMatchObject(refusal(wrong));
      }
    },
  );
});

const operations = Object.keys(requests) as OperationId[];
const placesOf = (operation: OperationId): readonly string[] =>
  Object.keys(places).flatMap((key) => (operationOf(key) === operation ? [placeOf(key)] : []));

describe("the same requests", () => {
  const several = operations.filter((operation) => {
    const of = placesOf(operation).map((place) => places[`${operation} ${place}`]);
    return of.length > 1 && of.every((place) => place?.refused !== "told");
  });
  test.each(several)("of %s with all that they name another account's are refused", async (operation) => {
    for (const role of rolesOf(routes[operation])) {
      const mine = own.get(role);
      if (mine === undefined) continue;
      const input = placesOf(operation).reduce(
        (so, place) => putAt(so, place, alienOf(places[`${operation} ${place}`]?.kind ?? "file").strangers),
        requests[operation]?.(mine) ?? {},
      );
      const answer = await ask(crew[role], operation, input);
      expect(answer.status, role).toBe(404);
      tellsNothing(answer, "");
    }
  });

  // Otherwise it would be something else in them that was refused. What takes one id alone is asked for in routes.access.db.test.ts.
  const named = operations.filter(
    (operation) =>
      operation !== "eraseMe" &&
      routes[operation].access === "member" &&
      placesOf(operation).some((place) => place !== "params.id"),
  );
  test.each(named)("of %s with one's own are answered", async (operation) => {
    const [role = "owner"] = rolesOf(routes[operation]);
    const mine = own.get(role);
    const input = mine === undefined ? {} : (requests[operation]?.(mine) ?? {});
    const answer = await ask(crew[role], operation, input);
    expect(answer.problem).toBeNull();
    if (operation === "beginView") await crew[role].client.endView();
  });

  test("of the operator, who may ask about any account, about one that is not there", async () => {
    const operator: Pick<Visitor, "fetch"> = {
      fetch: (path, init) =>
        fetch(`${server.url}${path}`, {
          ...init,
          headers: { ...Object.fromEntries(new Headers(init?.headers)), authorization: `Bearer ${metricsToken}` },
        }),
    };
    const body = { storage_bytes: null, runs: null };
    for (const id of [nil, alienOf("account").gone.get("owner") ?? "", alienOf("file").strangers])
      expect(await ask(operator, "setAccountQuota", { params: { id }, body }), id).toMatchObject(refusal("not_found"));
    for (const id of malformed) {
      expect(await ask(operator, "setAccountQuota", { params: { id }, body }), id).toMatchObject(
        refusal("invalid_fields"),
      );
      expect(await ask(operator, "listAccountQuotas", { query: { cursor: id } }), id).toMatchObject(
        refusal("invalid_fields"),
      );
    }
  });
});

describe("uploads, which are no routes", () => {
  const onOne = Object.entries(uploadPaths).flatMap(([path, methods]) =>
    path.endsWith("/{id}") ? Object.keys(methods) : [],
  );

  test("are asked about, sent to and given up by whose they are alone", async () => {
    expect(onOne.toSorted()).toEqual(["delete", "head", "patch"]);
    for (const role of everyRole) {
      const gone = role === "viewer" ? nil : await announce(crew[role]);
      if (gone !== nil) await crew[role].fetch(`/api/uploads/${gone}`, { method: "DELETE", headers: tus });
      for (const method of onOne)
        for (const id of [...uploads, gone, nil, ...malformed.map(encodeURIComponent)]) {
          calls += 1;
          const headers = { ...tus, "upload-offset": "0", "content-type": "application/offset+octet-stream" };
          const answer = await crew[role].fetch(`/api/uploads/${id}`, {
            method: method.toUpperCase(),
            headers: method === "patch" ? headers : tus,
            ...(method === "patch" ? { body: "a,b\n1" } : {}),
          });
          const text = await answer.text();
          const about = `${method} ${id} as ${role}: ${text}`;
          expect(answer.status, about).toBe(role === "viewer" ? 403 : 404);
          if (method !== "head") expect(Problem.parse(JSON.parse(text)).status, about).toBe(answer.status);
        }
    }
    const kept = await rowsMentioning(server, uploads);
    expect(kept.length).toBeGreaterThan(1);
    expect(before).toEqual(expect.arrayContaining([...kept]));
  });
});

test("nothing of another account, nor of another member's own, is changed or named anywhere after all of this", async () => {
  expect(calls).toBeGreaterThan(2000);
  expect(await rowsMentioning(server, watched)).toEqual(before);
});
