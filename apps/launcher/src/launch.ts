import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "@caudal/base/config.ts";
import { ownAddress } from "@caudal/base/own-address.ts";
import { serverNodeArgs } from "@caudal/base/server-node-args.ts";
import { uploadsPath } from "@caudal/contract/routes/uploads.ts";
import { prepareDataFolder } from "./data-folder.ts";
import { openDatabase } from "./database.ts";
import { rememberShown, seedDemo } from "./demo.ts";
import { lockFolder } from "./folder-lock.ts";
import { type KeptDatabase, keepDatabase } from "./keep-database.ts";
import { buildPage } from "./page.ts";
import { checkPort } from "./port.ts";
import { untilReady } from "./ready.ts";
import { openRotatingLog } from "./rotating-log.ts";
import { readEnd } from "./server-end.ts";
import type { LauncherSettings } from "./settings.ts";
import { type ChildEnd, supervise, type Supervised } from "./supervise.ts";
import { tell, tellBoth } from "./tell.ts";

export type LaunchOptions = {
  readonly checkout: string;
  readonly settings: LauncherSettings;
  readonly env: Environment;
  /** Flags as given; the server reads the same ones. */
  readonly argv: readonly string[];
  /** Aborted when somebody wants the platform to end. */
  readonly ending: AbortSignal;
};

/** A killed server that lost its launcher notices within moments; until then it may hold the port. */
const orphanPatienceMs = 15_000;
const stopPatienceMs = 8_000;

/**
 * Brings everything up, says how to get in, keeps it running until `ending`, and takes everything down that it started,
 * in the reverse order, also when a start fails half-way.
 */
export async function launch(options: LaunchOptions): Promise<void> {
  const { settings } = options;
  prepareDataFolder(settings.dataDir);
  const lock = lockFolder(settings.dataDir);
  const undo: (() => Promise<void>)[] = [async () => lock.release()];
  try {
    const port = await checkPort(settings.host, settings.port, lock.afterCrash ? orphanPatienceMs : 0);
    const address = ownAddress({ host: settings.host, port });
    lock.announce(address);
    await bringUp(options, address, port, undo);
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

async function bringUp(
  options: LaunchOptions,
  address: string,
  port: number,
  undo: (() => Promise<void>)[],
): Promise<void> {
  const { checkout, settings, ending } = options;
  const database = await prepare(options, undo);
  const logFile = join(settings.dataDir, "logs", "server.log");
  const log = openRotatingLog(logFile);
  const logged = statSync(logFile).size;
  undo.push(async () => log.close());
  const founderToken = settings.founderToken ?? randomBytes(24).toString("base64url");
  const server = supervise({
    name: "server",
    file: join(checkout, "apps/server/src/main.ts"),
    nodeArgs: serverNodeArgs,
    args: [...options.argv, "--port", String(port)],
    env: () => ({
      ...withoutOwner(options.env),
      ...database.env(),
      CAUDAL_DATA_DIR: settings.dataDir,
      CAUDAL_FOUNDER_TOKEN: founderToken,
    }),
    log,
  });
  undo.push(() => server.stop(stopPatienceMs));

  const end = await untilUp(server, address, ending);
  if (end !== undefined) throw readEnd(logFile, logged);
  if (ending.aborted) return;
  server.settle((end) => {
    log.write(
      `${JSON.stringify({ level: "error", name: "launcher", message: "server ended, starting it again", ...end })}\n`,
    );
  });
  database.watch(log, () => server.restart());
  const demo =
    settings.databaseUrl === undefined && settings.passwords === "on"
      ? await seedDemo(demoOptions(options, address, founderToken))
      : undefined;
  tellBoth(`Caudal está listo: ${address}`, `Caudal is ready: ${address}`);
  if (settings.smtpUrl === undefined) {
    const folder = join(settings.dataDir, "outbox");
    tellBoth(
      `Sin CAUDAL_SMTP_URL los correos quedan como archivos en ${folder}`,
      `Without CAUDAL_SMTP_URL mails stay as files in ${folder}`,
    );
  }
  if (demo !== undefined) {
    tellBoth(
      `Entra con ${demo.email} y la contraseña ${demo.password}`,
      `Sign in as ${demo.email} with the password ${demo.password}`,
    );
    tellBoth("Guárdala: no se vuelve a mostrar.", "Keep it: it is not shown again.");
    for (const name of demo.leftOut)
      tellBoth(
        `El ejemplo ${name} quedó fuera: pasa de CAUDAL_MAX_UPLOAD_BYTES`,
        `The sample ${name} was left out: it is larger than CAUDAL_MAX_UPLOAD_BYTES`,
      );
    rememberShown(settings.dataDir);
  }
  tell("Ctrl-C: terminar / stop");
  await new Promise<void>((done) => {
    if (ending.aborted) done();
    else ending.addEventListener("abort", () => done(), { once: true });
  });
}

/** The database and the page do not wait for each other. What came up is taken down also when the other failed. */
async function prepare(options: LaunchOptions, undo: (() => Promise<void>)[]): Promise<KeptDatabase> {
  const pageLog = openRotatingLog(join(options.settings.dataDir, "logs", "page.log"), { maxBytes: 1_000_000, keep: 1 });
  const opening = keepDatabase(() => openDatabase(options.settings)).then((database) => {
    undo.push(() => database.stop());
    return database;
  });
  const [database, page] = await Promise.allSettled([opening, buildPage(options.checkout, pageLog)]);
  pageLog.close();
  if (database.status === "rejected") throw database.reason;
  if (page.status === "rejected") throw page.reason;
  return database.value;
}

/**
 * Until the server is ready or the platform is to end. @returns how the server ended, when it did so before
 * @throws Fault server_not_ready when it takes too long
 */
async function untilUp(server: Supervised, address: string, ending: AbortSignal): Promise<ChildEnd | undefined> {
  const over = new AbortController();
  const either = AbortSignal.any([over.signal, ending]);
  const ready = untilReady(address, either).catch((error: unknown) => {
    if (!either.aborted) throw error;
  });
  try {
    const outcome = await Promise.race([ready.then(() => undefined), server.endedEarly]);
    return ending.aborted ? undefined : outcome;
  } finally {
    over.abort();
  }
}

function demoOptions(options: LaunchOptions, address: string, founderToken: string) {
  return {
    address,
    folder: options.settings.dataDir,
    samples: join(options.checkout, "apps/server/samples"),
    uploadPath: uploadsPath,
    founderToken,
  };
}

/** The owner's login migrates, here; the process that serves requests never holds it. */
function withoutOwner(env: Environment): NodeJS.ProcessEnv {
  const { CAUDAL_MIGRATE_URL: _owner, ...rest } = env;
  return rest;
}
