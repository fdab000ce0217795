import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { addressOf, createClient, ProblemError, type Client } from "@caudal/contract/client/client.ts";
import { routes, type OperationId } from "@caudal/contract/routes/routes.ts";
import type { RouteDefinition } from "@caudal/contract/routes/define-route.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { awaitEnding, listen } from "../bad-input/support/live.ts";
import { salesCsv, salesWorkbook } from "../bad-input/support/files.ts";
import { send } from "../bad-input/support/send.ts";
import { signUpAt } from "../crash/support/servers/person.ts";
import { tourAdministration, tourSecurity, tourWebhooks } from "./support/tours.ts";
import { mailIn, tokenOf } from "../support/mail-folder.ts";
import { startServerPair, type ServerPair } from "../crash/support/servers/server-pair.ts";

/** Takes what it is sent. */
const receiver = createServer((_request, response) => void response.writeHead(204).end());
let hooks: string;
let servers: ServerPair;
let url: string;
let document: {
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, { readonly content?: object }> }>>;
};
beforeAll(async () => {
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  hooks = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  servers = await startServerPair({ count: 1, env: { CAUDAL_DIAL_ALLOW: hooks, CAUDAL_METRICS_TOKEN: "operator" } });
  url = servers.alive()[0]?.url ?? "";
  document = (await (await fetch(`${url}/openapi.json`)).json()) as typeof document;
});
afterAll(async () => {
  await servers.close();
  receiver.closeAllConnections();
  receiver.close();
});

/** What the platform does by itself, later than the request that set it off. */
const inBackground: ReadonlySet<string> = new Set(["run.succeeded", "run.failed", "run.cancelled", "person.erased"]);

const table = Object.entries(routes) as [OperationId, RouteDefinition][];

function routeOf(method: string, path: string): [OperationId, RouteDefinition] {
  const found = table.find(
    ([, route]) =>
      route.method === method.toLowerCase() &&
      new RegExp(`^${route.path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`).test(path),
  );
  if (found === undefined) throw new Error(`no route for ${method} ${path}`);
  return found;
}

/** A client whose every answer is held against its route's schema: nothing missing, nothing of another type, nothing undeclared. */
function watchedClient(
  cookie: () => string,
  locale: "es" | "en",
  seen: Set<OperationId>,
  onCookies: (lines: readonly string[]) => void = () => undefined,
): Client {
  return createClient({
    baseUrl: url,
    strict: true,
    locale: () => locale,
    fetch: async (input, init) => {
      const address = new URL(input instanceof Request ? input.url : String(input));
      const [operation, route] = routeOf(init?.method ?? "GET", address.pathname);
      const headers = new Headers(init?.headers);
      if (cookie() !== "") headers.set("cookie", cookie());
      headers.set("caudal-language", locale);
      if (route.access === "operator") headers.set("authorization", "Bearer operator");
      const response = await fetch(address, { ...init, headers });
      onCookies(response.headers.getSetCookie());
      const media = response.headers.get("content-type")?.split(";")[0];
      const documented = document.paths[route.path]?.[route.method]?.responses[String(response.status)];
      expect(documented?.content === undefined ? [undefined] : Object.keys(documented.content), operation).toContain(
        media,
      );
      if (media === "application/problem+json") return response;
      expect([route.answer.status, route.otherwise?.status], operation).toContain(response.status);
      seen.add(operation);
      if (route.answer.kind === "bytes") {
        expect(response.headers.get("content-type"), operation).toContain(route.answer.mediaType);
        return response;
      }
      const copy = response.clone();
      if (route.answer.kind === "json") {
        const body: unknown = await copy.json();
        // A schema's object leaves out what it does not name: what is left must be all there was.
        expect(route.answer.schema.parse(body), operation).toEqual(body);
        expect(copy.headers.get("content-language"), operation).toBe(locale);
      } else if (route.answer.kind === "empty") {
        expect(await copy.text(), operation).toBe("");
      }
      return response;
    },
  });
}

/** The same in a browser of its own, which keeps its cookies. */
function watchedBrowser(locale: "es" | "en", seen: Set<OperationId>): Client {
  const cookies = new Map<string, string>();
  return watchedClient(
    () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
    locale,
    seen,
    (lines) => {
      for (const line of lines) {
        const [pair = ""] = line.split(";");
        const cut = pair.indexOf("=");
        if (/;\s*max-age=0/i.test(line)) cookies.delete(pair.slice(0, cut));
        else cookies.set(pair.slice(0, cut), pair.slice(cut + 1));
      }
    },
  );
}

describe("every answer on the way from sign-up to the last insight", () => {
  test.each(["es", "en"] as const)("is what the contract says it is (%s)", async (locale) => {
    const seen = new Set<OperationId>();
    const nobody = watchedClient(() => "", locale, seen);
    const email = `p${crypto.randomUUID()}@ejemplo.test`;
    const body = { name: "Ana", email, password: "mañana llueve en Quito" };
    expect(await nobody.signUp({ body })).toEqual({ delivery: "folder" });
    await nobody.requestPasswordReset({ body: { email } });
    // Nobody is made before the mail's link is followed.
    await expect(nobody.signIn({ body })).rejects.toThrow(ProblemError);
    const followed = async (recipient: string, subject: RegExp) =>
      tokenOf(await mailIn(servers.dataDir, recipient, subject));
    const confirming = { token: await followed(email, /^Confirm/) };
    expect(await nobody.lookUpSignUp({ body: confirming })).toEqual({ name: body.name, email });
    await nobody.confirmSignUp({ body: { ...confirming, password: body.password } });
    await nobody.requestPasswordReset({ body: { email } });
    const reset = { token: await followed(email, /^(Choose a new|Elige una)/), password: "tres gatos bajo un puente" };
    await nobody.resetPassword({ body: reset });
    await nobody.signIn({ body: { email, password: reset.password } });
    expect(await nobody.getSession()).toBeNull();
    await nobody.getHealth();
    await nobody.getReadiness();
    await nobody.getReceiptKeys();
    await (await nobody.getOpenapi()).body?.cancel();
    await (await nobody.getMetrics()).body?.cancel();

    const person = await signUpAt(url);
    const client = watchedClient(() => person.headers["cookie"] ?? "", locale, seen);
    await client.getSession();
    await client.getMe();
    await client.updateMe({ body: { name: "Ana María", locale, mail_notices: ["error", "success"] } });
    await client.verifyEmail();
    await nobody.confirmEmail({ body: { token: await followed(person.email, /^Confirm/) } });
    const passwords = { password: "mañana llueve en Quito", new_password: "tres gatos bajo un puente" };
    await client.changePassword({ body: passwords });
    const elsewhere = `p${crypto.randomUUID()}@ejemplo.test`;
    await client.changeEmail({ body: { password: passwords.new_password, email: elsewhere } });
    const keep = await followed(person.email, /(about to change|va a cambiar)/);

    const ids = [
      await send(person, url, { name: "ventas.csv", bytes: salesCsv(600) }),
      await send(person, url, { name: "ventas.xlsx", bytes: await salesWorkbook() }),
      await send(person, url, {
        name: "rotas.csv",
        bytes: Buffer.from(`${salesCsv(300).toString()}\n2026-01-01,a,b,c,d\n`),
      }),
      await send(person, url, { name: "vacío.csv", bytes: Buffer.alloc(0) }),
    ];
    const said: number[] = [];
    for (const id of ids) {
      const { file } = await awaitEnding(person, url, id, locale);
      const params = { id };
      await client.getFile({ params });
      const { items: logs } = await client.listLogs({ params });
      expect(logs.length).toBeGreaterThan(0);
      await client.getRun({ params: { id: file.run?.id ?? "" } });
      await client.getReceipt({ params: { id: file.run?.id ?? "" } });
      expect((await client.verifyReceipt({ params: { id: file.run?.id ?? "" } })).verdict).toBe("intact");
      const { insights } = await client.traceFile({ params });
      for (const insight of insights.slice(0, 1)) await client.traceInsight({ params: { id: insight.id } });
      await client.listRejects({ params, query: {} });
      said.push((await client.listInsights({ params })).items.length);
      if (file.status !== "done") continue;
      await client.getProfile({ params });
      expect((await client.listRows({ params, query: { limit: 20 } })).rows.length).toBeGreaterThan(0);
    }
    expect(said.at(-1)).toBe(0);
    expect(said[0]).toBeGreaterThan(0);
    const [first = ""] = ids;
    expect((await client.listFiles({ query: { limit: 2 } })).next).not.toBeNull();
    await (await client.downloadFile({ params: { id: first } })).arrayBuffer();
    await (await client.exportMyData()).arrayBuffer();
    await client.planMyErasure();
    await client.listColleagues();
    await client.getAccountLimits();
    const { share, url: link } = await client.shareFile({
      params: { id: first },
      body: { grantee: { kind: "link" }, may_download: true },
    });
    const params = { token: new URL(link ?? "").pathname.replace("/s/", "") };
    await nobody.openLink({ params });
    await nobody.listLinkedInsights({ params });
    await nobody.listLinkedRows({ params, query: { limit: 20 } });
    await (await nobody.downloadLinkedFile({ params })).arrayBuffer();
    await client.listShares({ params: { id: first } });
    await client.updateShare({ params: { id: share.id }, body: { may_download: false } });
    await client.revokeShare({ params: { id: share.id } });
    const { jobId } = await client.processFile({ body: { fileId: first }, idempotencyKey: crypto.randomUUID() });
    // Where it ended before, cancelling is refused with a problem, which the client has parsed too.
    await client.cancelRun({ params: { id: jobId } }).catch((error: unknown) => {
      if (!(error instanceof ProblemError)) throw error;
      seen.add("cancelRun");
    });
    const { items } = await client.listNotifications();
    await client.updateNotification({ params: { id: items[0]?.id ?? "" }, body: { is_read: true } });
    await client.readAllNotifications();
    for await (const { event } of listen(person, url, locale, "0")) {
      // LiveEvent.parse has held each against its schema already.
      if (event.topic === "insights") break;
    }
    seen.add("streamEvents");
    await client.deleteFile({ params: { id: first } });
    await client.signOut();
    const tour = { browse: () => watchedBrowser(locale, seen), dataDir: servers.dataDir, seen, locale };
    const as = (who: { readonly headers: Readonly<Record<string, string>> }) =>
      watchedClient(() => who.headers["cookie"] ?? "", locale, seen);
    const careful = await signUpAt(url);
    await tourSecurity(tour, as(careful), careful.email);
    await tourWebhooks(tour, as(await signUpAt(url)), `http://${hooks}/avisos`);
    const other = await signUpAt(url);
    await tourAdministration(tour, as(await signUpAt(url)), { client: as(other), email: other.email });
    const erased = await signUpAt(url);
    await watchedClient(() => erased.headers["cookie"] ?? "", locale, seen).eraseMe({ body: { word: "ERASE" } });
    // Last, because it ends every session.
    await nobody.keepEmail({ body: { token: keep } });
    expect([...seen].toSorted()).toEqual(table.map(([operation]) => operation).toSorted());
  });

  // Runs after the way above, which asks for every operation that there is.
  test("leaves no entry in the audit of what a request did without the address and the id of the request", async () => {
    const { rows } = await servers.superuser.query<{ action: string; entries: number; from_nowhere: number }>(
      // Apart from what the eraser took away: who it was, of an erased person; and with an account that went, what was in it.
      `select action, count(*)::integer as entries, (count(*) filter (where (address is null or request_id is null)
           and who_erased_by is null and (account_id is null or account_id in (select id from caudal.accounts))))::integer as from_nowhere
         from caudal.audit_entries group by action order by action`,
    );
    expect(rows.length).toBeGreaterThan(50);
    const nowhere = rows.filter(({ action, from_nowhere }) => from_nowhere > 0 && !inBackground.has(action));
    expect(nowhere).toEqual([]);
    for (const action of ["invitation.accepted", "member.added", "account.created", "profile.created"])
      expect(rows.find((each) => each.action === action)?.entries, action).toBeGreaterThan(0);
  });

  test("and a field that the contract does not name would be noticed", () => {
    const [, route] = routeOf("GET", addressOf(routes.getHealth, {}));
    if (route.answer.kind !== "json") throw new Error("health is JSON");
    const body = { status: "ok", more: 1 };
    expect(route.answer.schema.parse(body)).not.toEqual(body);
  });
});
