import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { toFault } from "@caudal/base/fault.ts";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createUnderWay, type UnderWay } from "./limit-under-way.ts";

const waiting: ServerResponse[] = [];
const http = createServer((_request, response) => void waiting.push(response));
beforeAll(async () => {
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
});
afterAll(() => {
  http.closeAllConnections();
  http.close();
});

/** A request under way, on a connection of its own. */
async function begin() {
  const socket = connect((http.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.resume();
  const asked = once(http, "request");
  socket.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  await asked;
  const response = waiting.pop();
  if (response === undefined) throw new Error("no request");
  return {
    response,
    end: async () => {
      const closed = once(response, "close");
      response.end();
      await closed;
      socket.destroy();
    },
  };
}

type Sent = { readonly upload: string | null; readonly kind?: "person" | "key"; readonly from?: string };
function tell(underWay: UnderWay, response: ServerResponse, { upload, kind = "person", from = "192.0.2.1" }: Sent) {
  try {
    underWay.holdTransfer({ kind, userId: "ana", upload }, from, response);
    return "held";
  } catch (thrown) {
    const { code, params } = toFault(thrown);
    expect(code).toBe("too_many_at_once");
    return params["of"];
  }
}

test("whoever goes on with an upload has its place, once at a time; a place is free when both have ended", async () => {
  const underWay = createUnderWay({ transfers: 1, connections: 100 });
  const [dead, again, third] = [await begin(), await begin(), await begin()];
  expect(tell(underWay, dead.response, { upload: "a" })).toBe("held");
  expect(tell(underWay, third.response, { upload: "b" })).toBe("person");
  expect(tell(underWay, third.response, { upload: null })).toBe("person");
  expect(tell(underWay, again.response, { upload: "a" })).toBe("held");
  expect(tell(underWay, third.response, { upload: "a" })).toBe("person");
  await again.end();
  // The one that ended gave nothing back that the other still is.
  expect(tell(underWay, third.response, { upload: "b" })).toBe("person");
  expect(tell(underWay, third.response, { upload: "a" })).toBe("held");
  await dead.end();
  const fourth = await begin();
  expect(tell(underWay, fourth.response, { upload: "b" })).toBe("person");
  expect(tell(underWay, fourth.response, { upload: "a" })).toBe("held");
  await Promise.all([third.end(), fourth.end()]);
  const last = await begin();
  expect(tell(underWay, last.response, { upload: "b" })).toBe("held");
  // What ended is gone on with by nobody: whoever comes for it is counted.
  const late = await begin();
  expect(tell(underWay, late.response, { upload: "a" })).toBe("person");
  await Promise.all([last.end(), late.end()]);
});

test("a network that is full takes nobody in who goes on from there with what they sent from elsewhere", async () => {
  const underWay = createUnderWay({ transfers: 3, connections: 4 });
  const requests = [await begin(), await begin(), await begin(), await begin()] as const;
  const [here, there, moved, back] = requests;
  expect(tell(underWay, here.response, { upload: "a" })).toBe("held");
  expect(tell(underWay, there.response, { upload: "b", from: "198.51.100.1" })).toBe("held");
  expect(tell(underWay, moved.response, { upload: "b" })).toBe("network");
  expect(tell(underWay, back.response, { upload: "b", from: "198.51.100.1" })).toBe("held");
  await Promise.all(requests.map(({ end }) => end()));
});

test("whatever is begun, gone on with and ended, no more than twice as many are under way, and all comes back", async () => {
  const steps = fc.array(
    fc.record({ ends: fc.boolean(), which: fc.nat(), upload: fc.constantFrom("a", "b", "c", "d"), key: fc.boolean() }),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      const transfers = 2;
      const underWay = createUnderWay({ transfers, connections: 100 });
      const open = { person: [] as (() => Promise<void>)[], key: [] as (() => Promise<void>)[] };
      for (const { ends, which, upload, key } of plan) {
        const kind = key ? "key" : "person";
        if (ends) await open[kind].splice(which % Math.max(1, open[kind].length), 1)[0]?.();
        else {
          const request = await begin();
          if (tell(underWay, request.response, { upload, kind }) === "held") open[kind].push(request.end);
          else await request.end();
        }
        expect(open[kind].length).toBeLessThanOrEqual(2 * transfers);
      }
      await Promise.all([...open.person, ...open.key].map((end) => end()));
      const after = [await begin(), await begin(), await begin(), await begin()];
      const told = after.map(({ response }, i) =>
        tell(underWay, response, { upload: null, kind: i % transfers === 0 ? "key" : "person" }),
      );
      await Promise.all(after.map(({ end }) => end()));
      expect(told).toEqual(["held", "held", "held", "held"]);
    }),
    { numRuns: 40 },
  );
});
