import { afterAll, beforeAll, expect, test } from "vitest";
import { Problem } from "@caudal/contract/resources/problem.ts";
import { furnish } from "../../testing/furnish.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

const cause = "select secreto from caudal.files: no such thing in /srv/caudal/objects";
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ rows: { readRows: async () => Promise.reject(new TypeError(cause)) } });
});
afterAll(() => server.close());

test("a failure that nobody foresaw tells who asks nothing of the inside, and the log its cause, under the same id", async () => {
  const ana = await signUp(server);
  const { fileId } = await furnish(server, ana.scope);
  const answer = await ana.fetch(`/api/files/${fileId}/rows`);
  expect(answer.status).toBe(500);
  const text = await answer.text();
  const problem = Problem.parse(JSON.parse(text));
  expect(problem.code).toBe("internal");
  for (const inside of ["secreto", "/srv", "TypeError", "file-handlers", ".ts:"]) expect(text).not.toContain(inside);
  const line = server.lines.find((each) => each.includes("request failed")) ?? "";
  expect(line).toContain(cause);
  expect(line).toContain("errors.hidden.db.test.ts");
  expect(line).toContain(problem.request_id);
});
