import { resolve } from "node:path";
import { describeSettings } from "@caudal/base/config-help.ts";
import { type Environment, languageOf, parseSettings, type SettingValues } from "@caudal/base/config.ts";
import { Fault } from "@caudal/base/fault.ts";
import { serverSettings } from "@caudal/base/server-settings.ts";
import { conflictingSettings } from "@caudal/base/settings-together.ts";

/** The server's settings as `npm start` takes them: without a database of your own it brings one, and it knows a data folder. */
function settingsFor(checkout: string) {
  return {
    ...serverSettings,
    databaseUrl: { ...serverSettings.databaseUrl, optional: true as const },
    authUrl: { ...serverSettings.authUrl, optional: true as const },
    dataDir: { ...serverSettings.dataDir, default: resolve(checkout, ".caudal") },
  };
}

export type LauncherSettings = SettingValues<ReturnType<typeof settingsFor>>;

const intro = {
  es: "Caudal: `npm start` arranca la base de datos y el servidor, y dice cómo entrar.\nAjustes, como variables o después de `npm start --`:",
  en: "Caudal: `npm start` starts the database and the server, and says how to sign in.\nSettings, as variables or after `npm start --`:",
};

/** What `--help` prints, in the language of the environment. */
export function helpText(checkout: string, env: Environment): string {
  const language = languageOf(env);
  return describeSettings(settingsFor(checkout), language, intro[language]);
}

/** @throws Fault config_invalid that names every wrong setting with its reason. */
export function readSettings(checkout: string, env: Environment, argv: readonly string[]): LauncherSettings {
  const settings = parseSettings(settingsFor(checkout), env, argv);
  const language = languageOf(env);
  const problems = [...incompleteDatabase(settings, language), ...conflictingSettings(settings, language)];
  if (problems.length > 0) throw new Fault("config_invalid", { params: { problems: problems.join("\n") } });
  return { ...settings, dataDir: resolve(settings.dataDir) };
}

/** The logins of a database of one's own come together or not at all. */
function incompleteDatabase(settings: LauncherSettings, language: "es" | "en"): string[] {
  const missing = (name: string, because: string) =>
    language === "es"
      ? `${name}: falta, porque ${because} está puesta; sin ninguna de las dos se usa la base de datos incluida`
      : `${name}: missing, because ${because} is set; without either the included database is used`;
  if (settings.databaseUrl === undefined) {
    if (settings.authUrl !== undefined) return [missing("DATABASE_URL", "CAUDAL_AUTH_URL")];
    return settings.migrateUrl === undefined ? [] : [missing("DATABASE_URL", "CAUDAL_MIGRATE_URL")];
  }
  return settings.authUrl === undefined ? [missing("CAUDAL_AUTH_URL", "DATABASE_URL")] : [];
}
