import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { routes, type OperationId } from "@caudal/contract/routes/routes.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signUpAt, type Person } from "../crash/support/servers/person.ts";
import { startServerPair, type ServerPair } from "../crash/support/servers/server-pair.ts";
import { describeWith } from "../support/components.ts";
import {
  askEverything,
  changeWhoAsks,
  endless,
  leaveOut,
  makeThings,
  neverDone,
  schemathesis,
  type Asked,
  type Report,
} from "./support/schemathesis.ts";

const asked = (Object.keys(routes) as OperationId[]).filter(
  (operation) => !changeWhoAsks.includes(operation) && !endless.includes(operation),
);
const routeOf = (operation: OperationId): RouteDefinition => routes[operation];
const sessionsOnly = asked.filter((operation) => {
  const route = routeOf(operation);
  return route.access === "member" && route.keys === "never";
});
const notForViewers = asked.filter((operation) => {
  const route = routeOf(operation);
  return route.access === "member" && !route.roles.includes("viewer");
});

describeWith(
  schemathesis,
  "the whole API, asked by a program that knows its document only, as everybody who may ask",
  () => {
    let servers: ServerPair;
    let owner: Person;
    let viewer: Person;
    let key: string;
    let things: { readonly [who in "owner" | "viewer"]: Asked };
    beforeAll(async () => {
      servers = await startServerPair({
        count: 1,
        env: { CAUDAL_REQUESTS_PER_PERSON: "1000000", CAUDAL_COSTLY_REQUESTS_PER_PERSON: "1000000" },
      });
      const url = servers.alive()[0]?.url ?? "";
      owner = await signUpAt(url);
      viewer = await signUpAt(url);
      things = { owner: await makeThings(owner, url), viewer: await makeThings(viewer, url) };
      const scopes = ["files:read", "files:write", "account:read", "account:manage"] as const;
      await owner.at(url).proveIdentity({ body: { password: "mañana llueve en Quito" } });
      ({ key } = await owner.at(url).createApiKey({ body: { name: "todo", scopes: [...scopes], expires_in_days: 1 } }));
      // An account keeps an owner: it takes whoever is past all rules to leave it with a viewer alone.
      const client = await servers.superuser.connect();
      await client.query("set session_replication_role = replica");
      const { user_id: userId } = await viewer.at(url).getMe();
      await client.query("update caudal.members set role = 'viewer' where user_id = $1", [userId]);
      client.release(true);
    });
    afterAll(() => servers.close());

    const rest = leaveOut([...changeWhoAsks, ...endless]);
    const told = (who: string, report: Report): void => {
      const never = neverDone(report);
      process.stdout.write(
        `${who}: ${report.answers.size} operations asked, ${never.length} never done: ${never.join(", ")}\n`,
      );
    };

    test("with an API key of all scopes", async () => {
      const report = await askEverything(things.owner, ["--header", `Authorization: Bearer ${key}`, ...rest]);
      told("an owner's key", report);
      // It holds to the end, and opens nothing that asks for somebody who signed in.
      expect([...(report.answers.get("listFiles")?.keys() ?? [])]).toContain(200);
      expect(sessionsOnly.filter((operation) => !neverDone(report).includes(operation))).toEqual([]);
    }, 900_000);

    test("as a viewer", async () => {
      const session = ["--header", `Cookie: ${viewer.headers["cookie"] ?? ""}`];
      const report = await askEverything(things.viewer, [...session, ...rest]);
      told("a viewer", report);
      expect([...(report.answers.get("listFiles")?.keys() ?? [])]).toContain(200);
      expect(notForViewers.filter((operation) => !neverDone(report).includes(operation))).toEqual([]);
    }, 900_000);

    test("as an owner who has just proved who they are", async () => {
      const session = ["--header", `Cookie: ${owner.headers["cookie"] ?? ""}`];
      const report = await askEverything(things.owner, [...session, ...rest]);
      told("an owner", report);
      expect((await owner.at(things.owner.url).getMe()).email).toBe(owner.email);
    }, 900_000);
  },
);
