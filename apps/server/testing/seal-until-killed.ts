import { systemClock } from "@caudal/base/clock.ts";
import { createLog } from "@caudal/base/log.ts";
import { connectDatabase } from "@caudal/db/connect.ts";
import { createAuditSealer } from "../src/audit/audit-sealer.ts";
import { openChainWatch } from "../src/audit/chain-watch.ts";
import { testAuditKey } from "./audit.ts";

/** A sealer in a process of its own: `node seal-until-killed.ts DATABASE_URL FOLDER`. It says when it has begun. */
const [url = "", folder = ""] = process.argv.slice(2);
const { db } = connectDatabase(url, { applicationName: "test-sealer", max: 2 });
const log = createLog({ name: "sealer", level: "warn", write: (line) => process.stderr.write(line) });
const key = testAuditKey;
const sealer = createAuditSealer(
  {
    db,
    key,
    watch: await openChainWatch({ db, key, folder, clock: systemClock, log }),
    clock: systemClock,
    log,
    observe: () => process.send?.("round"),
  },
  { pauseMs: 5, atMost: 7 },
);
await sealer.start();
