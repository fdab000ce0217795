import { setImmediate as nextTurn } from "node:timers/promises";
import { systemClock } from "@caudal/base/clock.ts";
import { createLog } from "@caudal/base/log.ts";
import { connectDatabase, createPool } from "@caudal/db/connect.ts";
import { openKeyFile, type KeyFile } from "@caudal/secrets/key-file.ts";
import { createKeyRotation } from "../src/master-key/key-rotation.ts";
import { sealedStores } from "../src/master-key/sealed-stores.ts";

/**
 * A change of the master key in a process of its own, which kills itself before or after its Nth effect:
 * `node rotate-until-killed.ts DATABASE_URL AUTH_URL FOLDER N`. It ends by itself when everything is done.
 */
const [url = "", authUrl = "", folder = "", last = "0"] = process.argv.slice(2);
let left = Number(last);
const step = (): void => {
  left -= 1;
  if (left === 0) process.kill(process.pid, "SIGKILL");
};
async function between<T>(work: () => Promise<T>): Promise<T> {
  step();
  const done = await work();
  step();
  return done;
}

const { db, close } = connectDatabase(url, { applicationName: "test-rotation", max: 2 });
const authPool = createPool(authUrl, { applicationName: "test-rotation", max: 2, searchPath: "auth" });
const opened = await openKeyFile(undefined, folder);
const keys: KeyFile = {
  ...opened,
  addKey: () => between(opened.addKey),
  dropRetired: () => between(opened.dropRetired),
};
const rotation = createKeyRotation(
  {
    db,
    keys,
    stores: sealedStores(db, authPool).map((store) => ({
      list: store.list,
      replace: (text, anew) => between(() => store.replace(text, anew)),
    })),
    clock: systemClock,
    log: createLog({ name: "rotation", level: "warn", write: (line) => process.stderr.write(line) }),
  },
  { graceMs: 0, pauseMs: 1 },
);
// Whoever finds two keys goes on; whoever finds one begins.
if (opened.ring.retired.length === 0) await rotation.begin({ address: "127.0.0.1", requestId: "rotate-in-test" });
await rotation.start();
while (rotation.state().phase !== "done") await nextTurn();
await rotation.stop();
await authPool.end();
await close();
