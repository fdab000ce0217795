import { afterEach, describe, expect, it, vi } from "vitest";
import { messyCsv } from "./support/servers/messy-files.ts";
import { setScene, type Scene } from "./support/servers/scene.ts";
import type { SentFile } from "./support/servers/tus-upload.ts";

// Real servers start and stop here, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

let scene: Scene | undefined;
afterEach(async () => {
  await scene?.close();
  scene = undefined;
});

/** Cells of 64 KiB, in rows that fill more than one of the 32 MB that DuckDB reads at a time: two of them are more than 64 MiB. No longer than that, as each byte is read again with the limit raised. */
function wideCells(rows: number): SentFile {
  const cell = "palabra ".repeat(8_192);
  const lines = Array.from({ length: rows }, (_, row) => `${row},${cell}${row}`);
  return { name: "textos.csv", bytes: Buffer.from(`id,texto\n${lines.join("\n")}\n`) };
}

describe("an engine that passes a limit", () => {
  it.each([
    {
      limit: "memory",
      env: { CAUDAL_ENGINE_MEMORY: "64MiB" },
      file: wideCells(600),
      code: "engine_out_of_memory",
      words: [/memoria/, /memory/],
    },
    {
      limit: "time",
      env: { CAUDAL_ENGINE_TIME_LIMIT: "1ms" },
      file: messyCsv(5, 3_000),
      code: "engine_time_limit",
      words: [/tiempo/, /time/],
    },
  ] as const)(
    "of $limit fails its run in clear words, and works once the limit is raised",
    async ({ env, file, code, words }) => {
      scene = await setScene({ count: 1, env });
      const { person, pair } = scene;
      const tight = scene.server();
      const id = await scene.upload(file);
      await scene.untilState(id, "failed");

      for (const [index, locale] of (["es", "en"] as const).entries()) {
        const told = await person.at(tight.url, locale).getFile({ params: { id } });
        expect(told).toMatchObject({ status: "error", error: { code } });
        expect(`${told.error?.title} ${told.error?.detail}`).toMatch(words[index] as RegExp);
        expect(told.error_message).toBe(`${told.error?.detail} ${told.error?.action}`);
      }
      const { items } = await person.at(tight.url).listNotifications({ query: {} });
      expect(items.filter((notice) => notice.related_file_id === id && notice.type === "error")).toHaveLength(1);
      const { items: logs } = await person.at(tight.url).listLogs({ params: { id } });
      expect(logs.find((log) => log.operation === "process")).toMatchObject({ status: "failed" });
      expect((await fetch(`${tight.url}/readyz`)).status).toBe(200);
      await scene.untilQuiet();

      const roomy = await pair.add({ CAUDAL_ENGINE_MEMORY: "1GiB", CAUDAL_ENGINE_TIME_LIMIT: "5m" });
      await pair.remove(tight, "SIGTERM");
      await person.at(roomy.url).processFile({ body: { fileId: id } });
      await scene.untilState(id, "succeeded");
      expect(await person.at(roomy.url).getFile({ params: { id } })).toMatchObject({
        status: "done",
        error: null,
        error_message: null,
      });
    },
  );
});

describe("an engine that dies", () => {
  it.each(["SIGKILL", "SIGSEGV"] as const)(
    "of %s is told of as something that passes, and its run ends well",
    async (signal) => {
      scene = await setScene({ count: 1 });
      const { person, gates } = scene;
      const server = scene.server();
      // Before the gate: the table is locked for it, and a heartbeat that waits for the gate would keep it waiting.
      await scene.lengthenWaits();
      const { id } = await scene.uploadAndHold("copy begin", messyCsv(6, 400));
      const engines = scene.engines(server);
      expect(engines).toHaveLength(1);
      for (const pid of engines) process.kill(pid, signal);
      await gates.open();
      await scene.untilState(id, "waiting");

      const told = await person.at(server.url, "es").getFile({ params: { id } });
      expect(told).toMatchObject({
        status: "processing",
        run: { state: "waiting", error: { code: "engine_crashed" } },
      });
      expect(told.run?.message).toBe("El motor se detuvo. Se vuelve a intentar en un momento, sin que hagas nada");
      const english = await person.at(server.url, "en").getFile({ params: { id } });
      expect(english.run?.message).toMatch(/It will be tried again in a moment/);

      await scene.endWait(id);
      await scene.untilState(id, "succeeded");
      expect(await person.at(server.url).getFile({ params: { id } })).toMatchObject({
        status: "done",
        run: { attempt: 2 },
      });
      await scene.untilQuiet();
    },
  );
});
