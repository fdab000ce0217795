import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A cable between the browser and the server, which can be pulled: what is under way breaks, and nothing new gets through. */
export type Cable = {
  /** The server's address as it is reached through the cable. */
  readonly address: string;
  pull(): void;
  plug(): void;
  close(): Promise<void>;
};

export async function layCable(to: string): Promise<Cable> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  let pulled = false;
  const server = createServer((near) => {
    if (pulled) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      // Either end going takes the other with it; why it went is the browser's to tell.
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
    return undefined;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: `http://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`,
    pull: () => {
      pulled = true;
      cut();
    },
    plug: () => {
      pulled = false;
    },
    close: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
