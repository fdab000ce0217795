import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Fault } from "@caudal/base/fault.ts";

/**
 * Shows that the server will be able to listen, before anything else is started. A launcher that was killed leaves a
 * server that is about to notice: with `patienceMs` its port may take that long to become free.
 * @returns the port, which is one of the system's choice when 0 was asked for
 * @throws Fault port_taken, or config_invalid for a host or port that this machine or user may not use.
 */
export async function checkPort(host: string, port: number, patienceMs: number): Promise<number> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    try {
      return await tryPort(host, port);
    } catch (cause) {
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
      if (code !== "EADDRINUSE") {
        throw new Fault("config_invalid", {
          params: { problems: `CAUDAL_HOST, CAUDAL_PORT: ${host}:${port} (${code})` },
          cause,
        });
      }
      if (performance.now() >= giveUpAt) throw new Fault("port_taken", { params: { port, host }, cause });
      await pause(100);
    }
  }
}

function tryPort(host: string, port: number): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen({ host, port, exclusive: true }, () => {
      const bound = probe.address();
      probe.close(() => done(typeof bound === "object" && bound !== null ? bound.port : port));
    });
  });
}
