import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { untilReady } from "./ready.ts";
import { describeFailure } from "./tell.ts";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const bound = server.address();
  return `http://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
}

const answering =
  (storage: () => boolean): RequestListener =>
  (_request, response) => {
    const ready = storage();
    response.writeHead(ready ? 200 : 503, { "content-type": "application/json" });
    const checks = { database: true, migrations: true, storage: ready };
    response.end(JSON.stringify({ status: ready ? "ready" : "not_ready", checks }));
  };
const never = new AbortController().signal;

describe("a server that is waited for", () => {
  test("and never has all its parts is given up, with the part in words", async () => {
    const address = await serve(answering(() => false));
    const failure: unknown = await untilReady(address, never, { answerMs: 60_000, partsMs: 100 }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: "server_not_ready", params: { storage: false, database: true } });
    const said = describeFailure(failure, { LC_ALL: "es_MX.UTF-8" });
    expect(said).toContain("no se pueden escribir archivos en la carpeta de datos");
    expect(said).toContain("logs/server.log");
    expect(said).not.toContain("la base de datos no responde");
  });

  test("and accepts connections without ever answering is given up", async () => {
    const address = await serve(() => undefined);
    const waiting = untilReady(address, never, { answerMs: 100, partsMs: 60_000 });
    await expect(waiting).rejects.toMatchObject({ code: "server_not_ready" });
  });

  test("and becomes ready after all is taken", async () => {
    let asked = 0;
    const address = await serve(answering(() => ++asked > 3));
    await untilReady(address, never);
    expect(asked).toBe(4);
  });

  test("is not waited for when the platform is to end", async () => {
    const ending = new AbortController();
    const address = await serve((_request, response) => {
      ending.abort(new Error("Ctrl-C"));
      response.writeHead(503).end("{}");
    });
    await expect(untilReady(address, ending.signal)).rejects.toThrow();
    expect(ending.signal.aborted).toBe(true);
  });
});
