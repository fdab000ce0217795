import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mailTo } from "../../testing/mails.ts";
import { goodPassword, signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let superuser: pg.Client;
beforeAll(async () => {
  server = await startTestServer({ resolve: async () => [{ address: "93.184.215.14", family: 4 }] });
  superuser = new pg.Client({ connectionString: server.database.superuserUrl });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await server.close();
});

const hostile = [
  "'; drop table caudal.companies; --",
  "$$; select pg_sleep(9); $$",
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "=cmd|' /C calc'!A0",
  "@SUM(1+9)*cmd",
  '{"level":"error","message":"forged"}',
];

test.each(hostile)(
  "%s as the name of a person, a key and a webhook is text: in answers, mails, the audit and the log",
  async (name) => {
    const email = `p${crypto.randomUUID()}@ejemplo.test`;
    const ana = await signUp(server, { email });
    await ana.client.updateMe({ body: { name } });
    await ana.client.updateAccount({ body: { name } });
    const key = await ana.client.createApiKey({ body: { name, scopes: ["files:read"], expires_in_days: 1 } });
    expect(key.name).toBe(name);
    const hook = await ana.client.createWebhook({ body: { name, url: "https://avisos.test/x", kinds: ["file.done"] } });
    expect(hook.name).toBe(name);
    const me = await ana.client.getMe();
    expect([me.name, me.account.name]).toEqual([name, name]);

    // Names are text in the audit's sentences too.
    const audited = await ana.client.listAudit({ query: { action: "api_key.created" } });
    expect(audited.items[0]?.sentence).toContain(name);
    const own = await ana.client.listSecurityActivity();
    expect(own.items.find(({ action }) => action === "api_key.created")?.name).toBe(name);

    await ana.client.requestPasswordReset({ body: { email } });
    const mail = await mailTo(server, email, "password.reset");
    expect(mail.html).not.toContain("<script>alert");
    expect(mail.html).not.toContain("<img src=x");
    expect(mail.subject).not.toMatch(/[\r\n]/);

    // Whatever somebody is called, a line of the log is one document, and nobody writes one of their own.
    for (const line of server.lines) {
      expect(line.trimEnd().split("\n")).toHaveLength(1);
      expect(JSON.parse(line)).toMatchObject({ name: "server" });
      expect(JSON.parse(line)).not.toMatchObject({ message: "forged" });
    }
    const { rows } = await superuser.query<{ tables: string }>(
      "select count(*) as tables from pg_tables where schemaname = 'caudal' and tablename in ('companies', 'files')",
    );
    expect(rows[0]?.tables).toBe("2");
    await ana.client.signIn({ body: { email, password: goodPassword } });
  },
);
