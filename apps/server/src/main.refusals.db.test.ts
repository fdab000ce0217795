import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "@caudal/db/testing/test-database.ts";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let database: TestDatabase;
let superuser: pg.Client;
let dataDir: string;
beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.superuserUrl });
  await superuser.connect();
  dataDir = await mkdtemp(join(tmpdir(), "caudal-refusals-"));
});
afterAll(async () => {
  await superuser.end();
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

type Told = { readonly code: string; readonly params: Readonly<Record<string, unknown>> };
type Refused = Told & { readonly said: string };

/** Starts the real server with these settings, which it must refuse: what the last line of its log says. */
async function refusal(env: Readonly<Record<string, string>>): Promise<Refused> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], {
    env: {
      ...process.env,
      DATABASE_URL: database.urls.app,
      CAUDAL_AUTH_URL: database.urls.signin,
      CAUDAL_DATA_DIR: dataDir,
      CAUDAL_PORT: "0",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = await once(child, "close");
  expect(code, said).toBe(1);
  for (const url of Object.values({ ...database.urls, ...env })) {
    const password = URL.canParse(url) ? decodeURIComponent(new URL(url).password) : "";
    if (password !== "") expect(said).not.toContain(password);
  }
  const last = JSON.parse(said.trimEnd().split("\n").at(-1) ?? "") as { level: string; err: Told };
  expect(last.level).toBe("error");
  return { code: last.err.code, params: last.err.params, said };
}

describe("the last line of a start that is refused hides", () => {
  test("each secret of the environment, where somebody put it into another setting by mistake", async () => {
    const key = randomBytes(32).toString("base64url");
    for (const setting of ["CAUDAL_AUDIT_KEY", "CAUDAL_MASTER_KEY", "CAUDAL_METRICS_TOKEN"]) {
      const { code, params } = await refusal({ [setting]: key, CAUDAL_PORT: key, LC_ALL: "es_MX.UTF-8" });
      expect([code, params["problems"]]).toEqual([
        "config_invalid",
        expect.stringContaining("«[redacted]»") as unknown,
      ]);
    }
  });

  test("the secrets that Caudal made itself, once it has read them", async () => {
    // The name of a host that is none is repeated by whoever looks for it.
    await refusal({ CAUDAL_HOST: "no-such-host.invalid" });
    const secrets = join(dataDir, "secrets");
    for (const name of ["audit-key", "auth-secret", "operator-token", "master-key"]) {
      const made = (await readFile(join(secrets, name), "utf8")).trim();
      const { said } = await refusal({ CAUDAL_HOST: `${made}.invalid` });
      expect(said, name).toContain("[redacted].invalid");
      expect(said, name).not.toContain(made);
    }
  });
});

function changed(url: string, change: (address: URL) => void): string {
  const address = new URL(url);
  change(address);
  return address.href;
}

describe("the server refuses to start, and its last line says what is wrong", () => {
  test.each([
    ["es", "CAUDAL_PASSWORDS: off deja sin entrada a todos", {}],
    ["en", "CAUDAL_PASSWORDS: off shuts everybody out", {}],
    ["en", "CAUDAL_OIDC_CLIENT_ID", { CAUDAL_OIDC_ISSUER: "https://login.example.com" }],
  ])("with passwords off and no service to sign in by: %s", async (language, said, more) => {
    const env = { LC_ALL: `${language}.UTF-8`, CAUDAL_PASSWORDS: "off", ...more };
    expect(await refusal(env)).toMatchObject({
      code: "config_invalid",
      params: { problems: expect.stringContaining(said) as unknown },
    });
  });

  test.each([
    ["DATABASE_URL", "app"],
    ["CAUDAL_AUTH_URL", "signin"],
    ["CAUDAL_MIGRATE_URL", "owner"],
  ] as const)("with a wrong password in %s", async (setting, login) => {
    const url = changed(database.urls[login], (address) => (address.password = "a-guess-of-mine"));
    expect(await refusal({ [setting]: url })).toMatchObject({
      code: "database_unreachable",
      params: { setting, reason: expect.stringContaining("password authentication failed") as unknown },
    });
  });

  test.each([
    ["a host that is not there", (address: URL) => (address.hostname = "no-such-host.invalid"), /ENOTFOUND|EAI_AGAIN/],
    ["a port where nothing answers", (address: URL) => (address.port = "1"), /ECONNREFUSED/],
    [
      "a database that is not there",
      (address: URL) => (address.pathname = "/no_such_one"),
      /"no_such_one" does not exist/,
    ],
  ])("with %s", async (_what, change, reason) => {
    expect(await refusal({ DATABASE_URL: changed(database.urls.app, change) })).toMatchObject({
      code: "database_unreachable",
      params: { setting: "DATABASE_URL", reason: expect.stringMatching(reason) as unknown },
    });
  });

  test.each([
    ["superuser", "superuser"],
    ["bypassrls", "bypassrls"],
  ])("as a login that is %s, in each place where one stands", async (option, reason) => {
    const role = `unsafe_${option}_${randomBytes(4).toString("hex")}`;
    await superuser.query(`create role ${role} login ${option} password 'hunter2-hunter2'`);
    try {
      for (const [setting, login] of [
        ["DATABASE_URL", "app"],
        ["CAUDAL_AUTH_URL", "signin"],
      ] as const) {
        const url = changed(database.urls[login], (address) => {
          address.username = role;
          address.password = "hunter2-hunter2";
        });
        const told = { code: "database_role_unsafe", params: { setting, role, reason } };
        expect(await refusal({ [setting]: url })).toMatchObject(told);
        expect(await refusal({ [setting]: url, CAUDAL_MIGRATE_URL: database.urls.owner })).toMatchObject(told);
      }
    } finally {
      await superuser.query(`drop role ${role}`);
    }
  });

  test("as the owner of the tables", async () => {
    expect(await refusal({ DATABASE_URL: database.urls.owner })).toMatchObject({
      code: "database_role_unsafe",
      params: { setting: "DATABASE_URL", role: "caudal_owner" },
    });
  });

  test("with a database that is older than the program, or was never migrated", async () => {
    const empty = await createTestDatabase({ empty: true });
    try {
      const urls = { DATABASE_URL: empty.urls.app, CAUDAL_AUTH_URL: empty.urls.signin };
      expect(await refusal(urls)).toMatchObject({ code: "database_too_old", params: { database: 0 } });
    } finally {
      await empty.close();
    }
    await superuser.query("create temporary table kept as select * from caudal.schema_migrations");
    await superuser.query("delete from caudal.schema_migrations where version > 3");
    try {
      const { code, params } = await refusal({});
      expect([code, params["setting"], params["database"]]).toEqual(["database_too_old", "DATABASE_URL", 3]);
      expect(params["code"]).toBeGreaterThan(3);
    } finally {
      await superuser.query("insert into caudal.schema_migrations select * from kept where version > 3");
    }
  });

  test("with a database that is newer than the program, whether it may migrate or not", async () => {
    await superuser.query(
      "insert into caudal.schema_migrations (version, name, checksum) values (9999, 'from_the_future', '')",
    );
    try {
      for (const env of [{}, { CAUDAL_MIGRATE_URL: database.urls.owner }])
        expect(await refusal(env)).toMatchObject({ code: "database_too_new", params: { database: 9999 } });
    } finally {
      await superuser.query("delete from caudal.schema_migrations where version = 9999");
    }
  });
});
