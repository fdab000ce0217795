import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { parseAllowList } from "./allow-list.ts";
import { createDialer, type DialerOptions } from "./dialer.ts";
import type { ResolvedAddress } from "./pin-peer.ts";

const tls = (name: string) => readFileSync(new URL(`../../testing/tls/${name}.pem`, import.meta.url), "utf8");
const loopback: ResolvedAddress = { address: "127.0.0.1", family: 4 };
const metadata: ResolvedAddress = { address: "169.254.169.254", family: 4 };
const outside: ResolvedAddress = { address: "93.184.215.14", family: 4 };

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    if ("closeAllConnections" in server && typeof server.closeAllConnections === "function")
      server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
const serve = (handle: RequestListener) => listen(createServer(handle));

function dialerTo(allowed: string, options: Partial<DialerOptions> = {}) {
  return createDialer({ policy: () => ({ allowed: parseAllowList(allowed) ?? [], ownPorts: [] }), ...options });
}
const get = (url: string) => ({ url, method: "GET", protocols: ["http:", "https:"] }) as const;

test("an open peer is asked and answers, with what was sent", async () => {
  const port = await serve((request, response) => {
    response.writeHead(201, { "x-method": request.method, "set-cookie": ["a=1", "b=2"] });
    request.pipe(response);
  });
  const answer = await dialerTo(`127.0.0.1:${port}`).request({
    ...get(`http://127.0.0.1:${port}/x?y=1`),
    method: "POST",
    body: "hola",
    headers: { "content-type": "text/plain" },
  });
  expect(answer.status).toBe(201);
  expect(Buffer.from(answer.body).toString()).toBe("hola");
  expect(answer.headers.filter(([name]) => name === "set-cookie")).toEqual([
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
  ]);
});

describe("a name that leads here", () => {
  test("is refused without a connection, unless its port was opened", async () => {
    let asked = 0;
    const port = await serve((_request, response) => void response.end(String(++asked)));
    const dialer = dialerTo("", { resolve: async () => [loopback] });
    for (const url of [
      `http://rebind.test:${port}/`,
      `http://127.0.0.1:${port}/`,
      `http://2130706433:${port}/`,
      `http://[::1]:${port}/`,
    ])
      await expect(dialer.request(get(url)), url).rejects.toMatchObject({
        code: "dial_refused",
        params: { verdict: "this_machine" },
      });
    expect(asked).toBe(0);
  });

  test("by one of its several records is refused whole, in whatever place that one stands", async () => {
    for (const bad of [loopback, metadata, { address: "::1", family: 6 } as const])
      for (const records of [
        [bad, outside],
        [outside, bad],
        [outside, outside, bad],
      ])
        await expect(
          dialerTo("", { resolve: async () => records }).request(get("https://several.test/")),
        ).rejects.toMatchObject({ code: "dial_refused" });
  });

  test("only at the second question is dialled at the first answer: nobody asks again", async () => {
    let asked = 0;
    let served = 0;
    const port = await serve((request, response) => void response.end(`${++served} ${request.headers.host}`));
    const dialer = dialerTo(`good.test:${port}`, {
      // The first answer may be dialled; what a second question would get may not.
      resolve: async () => (++asked % 2 === 1 ? [loopback] : [metadata]),
    });
    const answer = await dialer.request(get(`http://good.test:${port}/`));
    expect(Buffer.from(answer.body).toString()).toBe(`1 good.test:${port}`);
    expect(asked).toBe(1);
    // The next request asks for itself, is judged by its own answer, and uses no connection of the one before.
    await expect(dialer.request(get(`http://good.test:${port}/`))).rejects.toMatchObject({ code: "dial_refused" });
    expect({ asked, served }).toEqual({ asked: 2, served: 1 });
  });

  test("through a redirect is not followed", async () => {
    let reached = 0;
    const inside = await serve((_request, response) => void response.end(String(++reached)));
    for (const status of [301, 302, 303, 307, 308]) {
      const port = await serve((_request, response) =>
        response.writeHead(status, { location: `http://127.0.0.1:${inside}/secret` }).end(),
      );
      // Even to a place that is open by itself.
      const dialer = dialerTo(`127.0.0.1:${port}, 127.0.0.1:${inside}`);
      expect((await dialer.request(get(`http://127.0.0.1:${port}/`))).status).toBe(status);
    }
    expect(reached).toBe(0);
  });
});

describe("the name by which others reach Caudal", () => {
  const reachedAt = { host: "caudal.empresa.test", port: 443 };
  const dialer = (resolve: DialerOptions["resolve"]) =>
    createDialer({ policy: () => ({ allowed: [], ownPorts: [], reachedAt }), ...(resolve ? { resolve } : {}) });
  const elsewhere: ResolvedAddress = { address: "93.184.215.15", family: 4 };

  test("is not called, nor is the address behind it by another name, though no interface here has it", async () => {
    const { check } = dialer(async (host) => (host === "other.test" ? [elsewhere] : [outside]));
    const refused = (verdict: string) => ({ code: "dial_refused", params: { verdict } });
    await expect(check("https://caudal.empresa.test/api/links/x")).rejects.toMatchObject(refused("own_port"));
    await expect(check("https://CAUDAL.empresa.test./")).rejects.toMatchObject(refused("own_port"));
    await expect(check("https://evil.test:8443/")).rejects.toMatchObject(refused("this_machine"));
    await expect(check(`https://${outside.address}/`)).rejects.toMatchObject(refused("this_machine"));
    await check("https://other.test:8443/");
  });

  test("is asked for once a minute; while nobody answers for it, others are called, and it leads where it last did", async () => {
    let asked = 0;
    let answering = true;
    const { check } = dialer(async (host) => {
      if (host !== reachedAt.host) return host === "evil.test" ? [outside] : [elsewhere];
      asked += 1;
      if (!answering) throw new Error("no answer");
      return [outside];
    });
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    for (let i = 0; i < 3; i += 1) await check("https://other.test/");
    expect(asked).toBe(1);
    answering = false;
    vi.advanceTimersByTime(60_001);
    await check("https://other.test/");
    await expect(check("https://evil.test:8443/")).rejects.toMatchObject({ code: "dial_refused" });
    expect(asked).toBe(2);
  });
});

test("a name without an address, and a resolver that says nothing, are told as such", async () => {
  const resolved = { code: "dial_unresolved", persistence: "transient" };
  const none = dialerTo("", { resolve: async () => [] });
  await expect(none.request(get("https://nowhere.test/"))).rejects.toMatchObject(resolved);
  const silent = dialerTo("", { resolve: () => new Promise(() => undefined) });
  await expect(silent.request({ ...get("https://nowhere.test/"), timeoutMs: 50 })).rejects.toMatchObject(resolved);
});

describe("TLS", () => {
  const secure = () =>
    listen(createSecureServer({ key: tls("key"), cert: tls("cert") }, (_request, response) => void response.end("ok")));
  const asHost = (port: number, ca?: readonly string[]) =>
    dialerTo(`webhook.test:${port}, other.test:${port}`, { resolve: async () => [loopback], ...(ca ? { ca } : {}) });

  test("is verified: by who signed, and for the name that was asked for", async () => {
    const port = await secure();
    const failed = { code: "dial_failed", params: { reason: "tls" } };
    await expect(asHost(port).request(get(`https://webhook.test:${port}/`))).rejects.toMatchObject(failed);
    const trusting = asHost(port, [tls("cert")]);
    expect((await trusting.request(get(`https://webhook.test:${port}/`))).status).toBe(200);
    await expect(trusting.request(get(`https://other.test:${port}/`))).rejects.toMatchObject(failed);
  });

  test("is not given up for plain HTTP", async () => {
    await expect(dialerTo("").request({ url: "http://93.184.215.14/", method: "POST" })).rejects.toMatchObject({
      code: "dial_address_invalid",
      params: { reason: "protocol" },
    });
  });
});

describe("a peer that means harm", () => {
  const failed = (reason: string) => ({ code: "dial_failed", persistence: expect.any(String), params: { reason } });
  const from = (port: number, more: { timeoutMs?: number; maxAnswerBytes?: number } = {}) =>
    dialerTo(`127.0.0.1:${port}`).request({ ...get(`http://127.0.0.1:${port}/`), timeoutMs: 5_000, ...more });

  test("and answers without end is cut at the limit, whatever it announces", async () => {
    const endless = await serve((_request, response) => {
      const more = (): void => {
        while (response.write("x".repeat(65_536)));
        response.once("drain", more);
      };
      more();
    });
    await expect(from(endless, { maxAnswerBytes: 300_000 })).rejects.toMatchObject(failed("too_large"));
  });

  test("and never answers, or trickles, takes no longer than the limit", async () => {
    const silent = await serve(() => undefined);
    await expect(from(silent, { timeoutMs: 100 })).rejects.toMatchObject(failed("timeout"));
    const trickling = await serve((_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write("."), 10);
      response.once("close", () => clearInterval(drip));
    });
    await expect(from(trickling, { timeoutMs: 300 })).rejects.toMatchObject(failed("timeout"));
  });

  test("and sends headers without end, or no HTTP at all, is told so", async () => {
    const raw = (text: string) =>
      listen(createTcpServer((socket) => void socket.on("error", () => undefined).end(text)));
    const heads = await raw(`HTTP/1.1 200 OK\r\nx: ${"x".repeat(100_000)}\r\n\r\n`);
    await expect(from(heads)).rejects.toMatchObject(failed("headers"));
    await expect(from(await raw("SSH-2.0-x\r\n\r\n"))).rejects.toMatchObject(failed("headers"));
    await expect(from(await raw("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"))).rejects.toMatchObject({
      code: "dial_failed",
    });
  });

  test("or is not there, is a failure that passes", async () => {
    const gone = createTcpServer();
    gone.listen(0, "127.0.0.1");
    await once(gone, "listening");
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await expect(from(port)).rejects.toMatchObject({ ...failed("connection"), persistence: "transient" });
  });
});

test("a socket of another kind gets the addresses that were judged", async () => {
  const dialer = dialerTo("smtp.test:25", { resolve: async () => [loopback] });
  expect(await dialer.pin("smtp.test", 25)).toEqual({ host: "smtp.test", port: 25, addresses: [loopback] });
  await expect(dialer.pin("smtp.test", 26)).rejects.toMatchObject({ code: "dial_refused" });
});

test("plain HTTP goes where the operator opened it, under each of its addresses, and nowhere else", async () => {
  const port = await serve((_request, response) => void response.end("ok"));
  const plain = (host: string) =>
    ({ url: `http://${host}:${port}/`, method: "POST", protocols: ["https:"], plainWhereOpened: true }) as const;
  const dialer = dialerTo(`127.0.0.1:${port}`, { resolve: async () => [outside] });
  expect((await dialer.request(plain("127.0.0.1"))).status).toBe(200);
  await dialer.check(plain("127.0.0.1").url, { plainWhereOpened: true });
  const refused = { code: "dial_address_invalid", params: { reason: "protocol" } };
  // A public place would be dialled with TLS; without it is not.
  await expect(dialer.request(plain("outside.test"))).rejects.toMatchObject(refused);
  await expect(dialer.check(plain("outside.test").url, { plainWhereOpened: true })).rejects.toMatchObject(refused);
});

test("whose status alone is asked for is not listened to any longer", async () => {
  let ended = false;
  const port = await serve((_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write("x".repeat(65_536)), 1);
    response.on("close", () => {
      clearInterval(timer);
      ended = true;
    });
  });
  const answer = await dialerTo(`127.0.0.1:${port}`).request({ ...get(`http://127.0.0.1:${port}/`), statusOnly: true });
  expect([answer.status, answer.body.byteLength]).toEqual([200, 0]);
  await vi.waitFor(() => expect(ended).toBe(true));
});
