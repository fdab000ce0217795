import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operator, signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let ana: Awaited<ReturnType<typeof signUp>>;
beforeAll(async () => {
  server = await startTestServer({ uploads: true });
  ana = await signUp(server);
});
afterAll(() => server.close());

type Line = { readonly message: string; readonly route?: string; readonly request_id?: string };
const lineOf = (requestId: string | null): Line | undefined =>
  server.lines
    .map((line) => JSON.parse(line) as Line)
    .find((line) => line.message === "request" && line.request_id === requestId);

function ask(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Response> {
  return ana.fetch(path, {
    method,
    headers: { "tus-resumable": "1.0.0", ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

const patching = { "upload-offset": "0", "content-type": "application/offset+octet-stream" };
const announce = async (size: number): Promise<Response> =>
  ask("POST", "/api/uploads", {
    "upload-length": String(size),
    "upload-metadata": `filename ${Buffer.from("ventas.csv").toString("base64")}`,
  });

test("each request of an upload leaves one line and one figure, with its route, its bytes and its id", async () => {
  const made = await announce(8);
  const location = made.headers.get("location") ?? "";
  const sent = await ask("PATCH", location, patching, "a;b\n1;2\n");
  const refused = await ask("HEAD", "/api/uploads/00000000-0000-0000-0000-000000000000", {});
  const expected = [
    [made, { method: "POST", route: "/api/uploads", status: 201, bytes: 0 }],
    [sent, { method: "PATCH", route: "/api/uploads/{id}", status: 204, bytes: 8 }],
    [refused, { method: "HEAD", route: "/api/uploads/{id}", status: 404, bytes: 0 }],
  ] as const;
  for (const [answer, line] of expected) {
    const id = answer.headers.get("x-request-id");
    await expect.poll(() => lineOf(id)).toMatchObject({ ...line, ms: expect.any(Number) });
  }
  expect(server.lines.filter((line) => line.includes(location.split("/").at(-1) ?? "none"))).toEqual([]);
  const metrics = await (await fetch(`${server.url}/metrics`, { headers: operator })).text();
  expect(metrics).toContain(
    'caudal_http_request_seconds_count{route="/api/uploads/{id}",method="PATCH",status="204"} 1',
  );
});

test("an upload whose client went away says so, with the bytes that had come", async () => {
  const location = (await announce(1_000)).headers.get("location") ?? "";
  const requestId = "gone-client-1";
  const sending = httpRequest(server.url + location, {
    method: "PATCH",
    headers: {
      ...patching,
      "tus-resumable": "1.0.0",
      cookie: ana.cookie(),
      "content-length": "1000",
      "x-request-id": requestId,
    },
  });
  sending.on("error", () => undefined);
  sending.write("x".repeat(10));
  const key = `${ana.scope.accountId}/${location.split("/").at(-1)}/original`;
  // The lock is taken once bytes are read, and they are only counted then.
  await expect.poll(async () => server.objects.size(key), { timeout: 10_000 }).toBe(0);
  await new Promise<void>((flushed) => sending.write("y", () => flushed()));
  sending.destroy();
  await expect
    .poll(() => lineOf(requestId), { timeout: 10_000 })
    .toMatchObject({ status: 499, route: "/api/uploads/{id}", method: "PATCH" });
});
