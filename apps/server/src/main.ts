import { join, resolve } from "node:path";
import { describeSettings } from "@caudal/base/config-help.ts";
import { languageOf, parseSettings, secretsIn } from "@caudal/base/config.ts";
import { Fault, toFault } from "@caudal/base/fault.ts";
import { createHiddenValues } from "@caudal/base/hidden-values.ts";
import { createLog } from "@caudal/base/log.ts";
import { serverSettings } from "@caudal/base/server-settings.ts";
import { conflictingSettings } from "@caudal/base/settings-together.ts";
import { runUntilSignal, whenParentGone } from "@caudal/base/service.ts";
import { openServer } from "./open-server.ts";
import { prepareFolders } from "./prepare-folders.ts";

const argv = process.argv.slice(2);
const drainMs = 10_000;
/** What the environment holds of secrets, known before anything can fail; those of the data folder are added as they are read. */
const hidden = createHiddenValues(secretsIn(serverSettings, process.env));

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
  const log = createLog({ name: "server", level: settings.logLevel, secrets: hidden });
  const dataDir = resolve(settings.dataDir);
  await prepareFolders(dataDir);
  const { server, close } = await openServer(
    { ...settings, dataDir, webDir: settings.webDir ?? join(import.meta.dirname, "../../web/dist") },
    log,
    hidden.hide,
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
    createLog({ name: "server", level: "error", secrets: hidden }).error({ err: toFault(error) }, "the server ended");
    process.exit(1);
  },
);
