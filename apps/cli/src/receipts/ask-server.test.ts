import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Fault, toFault, type FaultCode } from "@caudal/base/fault.ts";
import { problemOf } from "@caudal/contract/faults/problem-of.ts";
import { expect, onTestFinished, test } from "vitest";
import { failureText } from "../words/failure-words.ts";
import { fetchFacts, fetchKeys } from "./ask-server.ts";

/** A server that refuses every question for this. */
async function refusing(code: FaultCode): Promise<string> {
  const server = createServer((_request, response) => {
    const problem = problemOf(new Fault(code, { params: { of: "key", what: "requests", max: 200 } }), "es", "r");
    response.writeHead(problem.status, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each(["rate_limited", "too_many_at_once", "key_refused", "key_scope_missing"] as const)(
  "a server that refuses with %s has answered: that is what is told, and whose turn it is",
  async (code) => {
    const url = await refusing(code);
    for (const ask of [() => fetchKeys({ url, apiKey: null }), () => fetchFacts({ url, apiKey: "k" }, "a")]) {
      const fault = await ask().then(
        () => null,
        (thrown: unknown) => toFault(thrown),
      );
      expect(fault).toMatchObject({ code, params: { url } });
      const [es, en] = [failureText({ code, params: { url } }, "es"), failureText({ code, params: { url } }, "en")];
      expect(`${es.title} ${es.detail}`).not.toMatch(/no respondió|falló/);
      expect(es.detail).toContain(url);
      expect(`${en.title} ${en.detail}`).not.toMatch(/did not answer|failed/);
    }
  },
);

test("a server in trouble of its own is told as one that could not be asked", async () => {
  await expect(fetchKeys({ url: await refusing("internal"), apiKey: null })).rejects.toMatchObject({
    code: "unavailable",
  });
});
