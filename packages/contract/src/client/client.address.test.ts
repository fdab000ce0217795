import { describe, expect, test } from "vitest";
import { routes } from "../routes/routes.ts";
import { addressOf, createClient, ProblemError } from "./client.ts";

function answering(response: Response) {
  const calls: { url: string; init: RequestInit | undefined }[] = [];
  const client = createClient({
    baseUrl: "http://caudal.test",
    locale: () => "en",
    strict: true,
    fetch: async (input, init) => {
      calls.push({ url: typeof input === "string" ? input : "", init });
      return response;
    },
  });
  return { client, calls };
}

describe("the client", () => {
  test("cannot be led to another path by an identifier", () => {
    expect(addressOf(routes.getFile, { params: { id: "../../openapi.json?x=1#y" } })).toBe(
      "/api/files/..%2F..%2Fopenapi.json%3Fx%3D1%23y",
    );
    expect(addressOf(routes.listFiles, { query: { q: "a&status=done", limit: 5, cursor: undefined } })).toBe(
      "/api/files?q=a%26status%3Ddone&limit=5",
    );
  });

  test("sends what a route takes, and reads what it answers", async () => {
    const { client, calls } = answering(Response.json({ success: true, jobId: "j1" }));
    expect(
      await client.processFile({ body: { fileId: "0198a7a0-0000-7000-8000-000000000000" }, idempotencyKey: "k1" }),
    ).toEqual({ success: true, jobId: "j1" });
    expect(calls[0]).toMatchObject({
      url: "http://caudal.test/functions/v1/process-file",
      init: { method: "POST", body: '{"fileId":"0198a7a0-0000-7000-8000-000000000000"}' },
    });
    expect(calls[0]?.init?.headers).toMatchObject({
      "accept-language": "en",
      "content-type": "application/json",
      "idempotency-key": "k1",
    });
  });

  test("refuses an answer that is not what its schema says, when strict", async () => {
    await expect(
      answering(Response.json({ success: "yes" })).client.processFile({ body: { fileId: "x" } }),
    ).rejects.toThrow();
  });

  test("throws the problem that the server told, and one of its own for what is none", async () => {
    const problem = { type: "urn:x", title: "T", status: 429, detail: "D", code: "rate_limited", action: "A" };
    const told = await answering(
      new Response(JSON.stringify(problem), { status: 429, headers: { "retry-after": "7" } }),
    )
      .client.getMe()
      .catch((error: unknown) => error);
    expect(told).toBeInstanceOf(ProblemError);
    expect(told).toMatchObject({ problem, retryAfter: 7 });
    const page = await answering(new Response("<html>502</html>", { status: 502 }))
      .client.getMe()
      .catch((error: unknown) => error);
    expect(page).toMatchObject({ problem: { status: 502, code: "unavailable" }, retryAfter: null });
  });
});
