import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";

export type ReceivedCall = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};
type Answer = (call: ReceivedCall, response: ServerResponse, count: number) => void | Promise<void>;

export type Receiver = {
  readonly url: string;
  readonly port: number;
  readonly calls: readonly ReceivedCall[];
  readonly close: () => Promise<void>;
};

/** A program on this machine that notifications are sent to; it takes them unless told otherwise. */
export async function startReceiver(
  answer: Answer = (_call, response) => void response.writeHead(204).end(),
): Promise<Receiver> {
  const calls: ReceivedCall[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = { path: request.url ?? "", headers: request.headers, body: await text(request) };
    calls.push(call);
    await answer(call, response, calls.length);
  };
  const server = createServer((request, response) => void take(request, response).catch(() => response.destroy()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    calls,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export type Verdict = "good" | "incomplete" | "old" | "future" | "forged" | "replayed";

/**
 * A receiver's side, written from the text of Standard Webhooks 1.0 and from nothing of ours: five minutes either way, any of the signatures
 * of a version it knows, compared in constant time, and each id once.
 */
export function createVerifier(secret: string): (call: ReceivedCall, now?: number) => Verdict {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const seen = new Set<string>();
  return ({ headers, body }, now = Date.now()) => {
    const id = headers["webhook-id"];
    const timestamp = headers["webhook-timestamp"];
    const signatures = headers["webhook-signature"];
    if (typeof id !== "string" || typeof timestamp !== "string" || typeof signatures !== "string") return "incomplete";
    if (!/^\d+$/.test(timestamp)) return "incomplete";
    const age = now / 1000 - Number(timestamp);
    if (age > 300) return "old";
    if (age < -300) return "future";
    const expected = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`, "utf8").digest();
    const matches = signatures.split(" ").some((each) => {
      const [version, signature = ""] = each.split(",");
      const given = Buffer.from(signature, "base64");
      return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
    });
    if (!matches) return "forged";
    if (seen.has(id)) return "replayed";
    seen.add(id);
    return "good";
  };
}
