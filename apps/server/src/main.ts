import { join, resolve } from "node:path";
import { describeSettings } from "@caudal/base/config-help.ts";
import { languageOf, parseSettings } from "@caudal/base/config.ts";
import { Fault, toFault } from "@caudal/base/fault.ts";
import { createLog } from "@caudal/base/log.ts";
import { serverSettings } from "@caudal/base/server-settings.ts";
import { conflictingSettings } from "@caudal/base/settings-together.ts";
import { runUntilSignal, whenParentGone } from "@caudal/base/service.ts";
import { openServer } from "./open-server.ts";
import { prepareFolders } from "./prepare-folders.ts";

const argv = process.argv.slice(2);
const drainMs = 10_000;

async function main(): Promise<void> {
  if (argv.includes("--help")) {
    const language = languageOf(process.env);
    const intro =
      language === "es"
        ? "El servidor de Caudal. Ajustes, como variable o en la línea de órdenes:"
        : "Caudal's server. Settings, as a variable or on the command line:";
    process.stdout.write(describeSettings(serverSettings, language, intro));
    return;
  }
  const settings = parseSettings(serverSettings, process.env, argv);
  const problems = conflictingSettings(settings, languageOf(process.env));
  if (problems.length > 0) throw new Fault("config_invalid", { params: { problems: problems.join("\n") } });
  const secrets = [
    settings.databaseUrl,
    settings.authUrl,
    settings.migrateUrl,
    settings.authSecret,
    settings.metricsToken,
    settings.founderToken,
    settings.oidcClientSecret,
    ...(settings.masterKey ?? "").split(/[\s,]+/),
    settings.receiptKey,
    settings.smtpUrl,
  ].filter((secret) => secret !== undefined);
  const log = createLog({ name: "server", level: settings.logLevel, secrets });
  const dataDir = resolve(settings.dataDir);
  await prepareFolders(dataDir);
  const { server, close } = await openServer(
    { ...settings, dataDir, webDir: settings.webDir ?? join(import.meta.dirname, "../../web/dist") },
    log,
  );
  try {
    await runUntilSignal(server, {
      log,
      drainMs,
      parentGone: whenParentGone(false),
      onStarted: () => log.info({ port: server.port() }, "listening"),
    });
  } finally {
    await close();
  }
}

/** The last line of a server that could not start says why: whoever started it reads it there. */
main().then(
  () => process.exit(0),
  (error: unknown) => {
    createLog({ name: "server", level: "error" }).error({ err: toFault(error) }, "the server ended");
    process.exit(1);
  },
);
