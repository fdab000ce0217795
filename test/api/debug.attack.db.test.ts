import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signUpAt, type Person } from "../crash/support/servers/person.ts";
import { startServerPair, type ServerPair } from "../crash/support/servers/server-pair.ts";

let servers: ServerPair;
let person: Person;
let url = "";
/** What stands at the front door. */
let page = "";
beforeAll(async () => {
  // By what other programs are made talkative.
  const talkative = { NODE_ENV: "development", DEBUG: "*", VERBOSE: "1", CAUDAL_LOG_LEVEL: "debug" };
  servers = await startServerPair({ count: 1, env: talkative });
  url = servers.alive()[0]?.url ?? "";
  person = await signUpAt(url);
  page = await (await fetch(url)).text();
});
afterAll(() => servers.close());

/** What only the inside knows: places in the source, stacks, statements, addresses and secrets of the process. */
const inside =
  /\bat \S+ \(|\.ts:\d+|node_modules|packages\/|apps\/server|postgres(?:ql)?:\/\/|SELECT |DATABASE_URL|sqlstate/i;

const doors =
  "/debug /debug/pprof/ /debug/vars /_debug /__debug__ /api/debug /api/_debug /console /actuator /actuator/env /actuator/heapdump /server-status /server-info /trace /status /info /env /.env /config /config.json /phpinfo.php /elmah.axd /graphql /graphiql /swagger-ui /json /json/list /json/version /__inspect /__webpack_hmr /@vite/client /src/main.ts /api/test /api/internal /api/admin/eval /api/auth/reference /api/auth/ok /api/auth/error".split(
    " ",
  );

describe("a server that was told to be talkative", () => {
  test.each(doors)("%s opens nothing", async (path) => {
    for (const method of ["GET", "POST"]) {
      const answer = await person.fetch(`${url}${path}`, { method, headers: { origin: url } });
      const text = await answer.text();
      // At an address that is nobody's the page itself says so, the same one as anywhere.
      if (answer.status === 200) expect(text, `${method} ${path}`).toBe(page);
      else expect([404, 405], `${method} ${path}: ${answer.status} ${text.slice(0, 300)}`).toContain(answer.status);
      expect(text).not.toMatch(inside);
    }
  });

  test.each([
    ["by a header", "/api/files/not-an-id", { "x-debug": "1", "x-debug-token": "1", debug: "true" }],
    ["by a parameter", "/api/files/not-an-id?debug=1&trace=1&verbose=true&XDEBUG_SESSION=1", {}],
    ["by a cookie", "/api/files/not-an-id", { cookie: "XDEBUG_SESSION=1; debug=1" }],
    ["by what it accepts", "/api/files/not-an-id", { accept: "text/html" }],
  ])("tells no more when it is asked to, %s", async (_how, path, headers) => {
    const answer = await fetch(`${url}${path}`, {
      headers: { ...headers, cookie: [person.headers["cookie"], "cookie" in headers ? headers.cookie : ""].join("; ") },
    });
    const text = await answer.text();
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(text).not.toMatch(inside);
  });

  test("answers a failure that nobody thought of without what is inside", async () => {
    // The table goes away under it, as no request can bring about.
    await servers.superuser.query("alter table caudal.files rename to files_elsewhere");
    const answer = await person.fetch(`${url}/api/files`);
    const text = await answer.text();
    await servers.superuser.query("alter table caudal.files_elsewhere rename to files");
    expect(answer.status).toBe(500);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(text).not.toMatch(inside);
    expect(text).not.toContain("files_elsewhere");
    expect((JSON.parse(text) as { readonly code: string }).code).toBe("internal");
  });
});
