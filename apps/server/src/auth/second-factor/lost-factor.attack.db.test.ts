import { spawn } from "node:child_process";
import { operatorTokenFile } from "@caudal/contract/routes/operator-token.ts";
import { loadSecretFile } from "@caudal/secrets/secret-file.ts";
import { once } from "node:events";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asSuperuser } from "../../../testing/join-account-of.ts";
import { mailsTo, mailTo } from "../../../testing/mails.ts";
import {
  goodPassword,
  signUp,
  startTestServer,
  visit,
  type TestServer,
  operator,
} from "../../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function enrolled() {
  const email = `p${crypto.randomUUID()}@ejemplo.test`;
  const person = await signUp(server, { email });
  const { secret } = await person.client.offerSecondFactor({ body: { password: goodPassword } });
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  await person.client.confirmSecondFactor({ body: { code } });
  return { ...person, email };
}

/** The command as the operator types it on the machine. */
async function caudal(...args: readonly string[]) {
  const command = join(import.meta.dirname, "../../../../cli/bin/caudal.mjs");
  // Where a server that was given no token puts its own.
  await loadSecretFile(join(server.folder, "secrets"), operatorTokenFile, () =>
    operator.authorization.slice("Bearer ".length),
  );
  const env = { ...process.env, LC_ALL: "es_MX.UTF-8", CAUDAL_URL: server.url, CAUDAL_DATA_DIR: server.folder };
  const child = spawn(process.execPath, [command, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err] = [buffer(child.stdout), buffer(child.stderr)];
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout: (await out).toString(), stderr: (await err).toString() };
}

test("the operator's command lets somebody in again who lost the phone: sessions end, the person is told, and the log says who did it", async () => {
  const ana = await enrolled();
  const done = await caudal("second-factor", "remove", ana.email.toUpperCase());
  expect(done).toMatchObject({ code: 0, stderr: "" });
  expect(done.stdout).toContain("se cerró 1 sesión");
  expect((await ana.fetch("/api/me")).status).toBe(401);
  const back = visit(server);
  await back.client.signIn({ body: { email: ana.email, password: goodPassword } });
  expect((await back.client.getSecondFactor()).on).toBe(false);
  expect((await mailTo(server, ana.email, "factor.removed")).text).toContain("Quien opera este Caudal quitó");
  const entries = await asSuperuser(server, async (client) => {
    const { rows } = await client.query<{
      action: string;
      user_id: string | null;
      address: string;
      person_ids: string[];
    }>(
      `select action, user_id, address, person_ids from caudal.audit_entries
       where account_id = $1 and object_type = 'second_factor' order by id`,
      [ana.scope.accountId],
    );
    return rows;
  });
  expect(entries).toMatchObject([
    { action: "second_factor.turned_on", user_id: ana.userId },
    { action: "second_factor.removed", user_id: null, address: "127.0.0.1", person_ids: [ana.userId] },
  ]);
  const { items } = await back.client.listAudit({ query: { action: "second_factor.removed" } });
  expect(items[0]?.sentence).toContain("Quien opera Caudal quitó la verificación en dos pasos");
});

test("it changes nothing for who has none, and says so; an address that nobody has is told as that", async () => {
  const email = `p${crypto.randomUUID()}@ejemplo.test`;
  const person = await signUp(server, { email });
  const none = await caudal("second-factor", "remove", email);
  expect(none.code).toBe(0);
  expect(none.stdout).toContain("no tiene un segundo paso");
  expect((await person.fetch("/api/me")).status).toBe(200);
  expect(await mailsTo(server, email)).toEqual([]);
  expect(await caudal("second-factor", "remove", "nadie@ejemplo.test")).toMatchObject({ code: 1, stdout: "" });
  expect(await caudal("second-factor", "remove")).toMatchObject({ code: 2 });
  expect(await caudal("second-factor", "drop", email)).toMatchObject({ code: 2 });
});

test("nobody strips anybody of it who is not the operator: no administrator, no key, and no one from outside", async () => {
  const ana = await enrolled();
  const closed = await startTestServer({
    sharing: server,
    operatorToken: "the-operators-own-token",
  });
  try {
    const ask = (headers: Record<string, string>) =>
      fetch(`${closed.url}/api/operator/people/remove-second-factor`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify({ email: ana.email }),
      });
    for (const headers of [
      {},
      { cookie: ana.cookie() },
      { authorization: "Bearer adivinado" },
      { "x-forwarded-for": "127.0.0.1" },
    ] as Record<string, string>[])
      expect((await ask(headers)).status, JSON.stringify(headers)).toBe(403);
    expect((await ana.client.getSecondFactor()).on).toBe(true);
    expect((await ask({ authorization: "Bearer the-operators-own-token" })).status).toBe(200);
  } finally {
    await closed.close();
  }
});
