/** `npm start` until the page answers: cold, with an empty data folder, and warm, on the folder that the cold one left. `--record` keeps the result. */
import assert from "node:assert/strict";
import { publish } from "./support/compare.ts";
import { measureAgainstLimit } from "./support/measure-against-limit.ts";
import { watchProcess, type ProcessUsage } from "./support/measure-process.ts";
import { addressOf, makeDataFolder, removePlatform, startPlatform } from "@caudal/test/start/platform.ts";

const rounds = Number(process.env["BENCH_ROUNDS"] ?? "5");
let folder = "";

/** One start, from the command to the first page; the platform is stopped afterwards, which is not counted. */
async function start(): Promise<ProcessUsage> {
  const began = performance.now();
  const platform = startPlatform(folder);
  let seconds = 0;
  const usage = await watchProcess(platform.starter.pid ?? 0, async () => {
    const page = await fetch(await addressOf(platform));
    const text = await page.text();
    seconds = (performance.now() - began) / 1000;
    return { status: page.status, type: page.headers.get("content-type"), page: text.includes('<div id="root"') };
  });
  platform.starter.kill("SIGTERM");
  assert.equal(await platform.ended(), 0);
  return { ...usage, seconds };
}

const check = (answer: unknown): void =>
  assert.deepEqual(answer, { status: 200, type: "text/html; charset=utf-8", page: true });

// The page is built where it changed, once for all rounds.
folder = makeDataFolder();
try {
  await start();
  await publish(
    await measureAgainstLimit({
      title: "Start until the page answers, everything installed and built",
      rounds,
      contestants: [
        {
          name: "Cold: empty data folder, with database, migrations and demonstration",
          run: async () => {
            if (folder !== "") await removePlatform(folder);
            folder = makeDataFolder();
            return start();
          },
          check,
        },
        { name: "Warm: the folder of the cold start", run: start, check, mustReachSeconds: 3 },
      ],
    }),
  );
} finally {
  await removePlatform(folder);
}
