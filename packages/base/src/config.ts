import { Fault } from "./fault.ts";
import { nearestName } from "./nearest-name.ts";
import type { SettingKind, Words } from "./setting-kinds.ts";

/**
 * One setting. The key in the record is its name in code; people know it by its variable, and by `--flag` on the command line,
 * which wins over the variable. Without `default` it is required, unless `optional` says that it may be absent.
 */
export type Setting<T> = {
  readonly env: string;
  readonly kind: SettingKind<T>;
  readonly help: Words;
  readonly default?: string;
  readonly optional?: true;
  /** Never shown, logged or given back in an error; has no flag, because other users of the machine see command lines. */
  readonly secret?: true;
};

export type Settings = Readonly<Record<string, Setting<unknown>>>;
export type SettingValues<S extends Settings> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T>
    ? S[K] extends { readonly optional: true }
      ? T | undefined
      : T
    : never;
};

/** Keeps the type of the setting's value. */
export function setting<T, const E extends Omit<Setting<T>, "kind">>(
  kind: SettingKind<T>,
  rest: E,
): E & { readonly kind: SettingKind<T> } {
  return { ...rest, kind };
}

export type Environment = Readonly<Record<string, string | undefined>>;
type Language = "es" | "en";

/** English when the environment's language is English, Spanish otherwise. */
export function languageOf(env: Environment): Language {
  const tag = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return tag.toLowerCase().startsWith("en") ? "en" : "es";
}

/** `--port` of CAUDAL_PORT; null for a secret. */
export function flagOf(entry: Setting<unknown>): string | null {
  return entry.secret
    ? null
    : `--${entry.env
        .replace(/^CAUDAL_/, "")
        .toLowerCase()
        .replaceAll("_", "-")}`;
}

/** What an environment has for the settings that are secret, whether it is right or not. */
export function secretsIn(settings: Settings, env: Environment): readonly string[] {
  return Object.values(settings).flatMap((entry) => (entry.secret ? (env[entry.env] ?? []) : []));
}

export type ParseOptions = {
  readonly language?: Language;
  /** Variables of other programs of Caudal, which share an environment with this one. */
  readonly alsoKnown?: readonly string[];
};

/** Reads all settings at once. Throws Fault `config_invalid` with one line for each wrong one: its name, and what it must be. */
export function parseSettings<S extends Settings>(
  settings: S,
  env: Environment,
  argv: readonly string[],
  options: ParseOptions = {},
): SettingValues<S> {
  const language = options.language ?? languageOf(env);
  const { flags, problems } = readFlags(settings, argv, language);
  problems.push(...unknownVariables(settings, env, options.alsoKnown ?? [], language));
  const values: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(settings)) {
    const given = flags.get(name) ?? (env[entry.env] || undefined) ?? entry.default;
    if (given === undefined) {
      if (!entry.optional)
        problems.push(
          say(
            language,
            `${entry.env}: falta; debe ser ${entry.kind.expects.es}`,
            `${entry.env}: missing; it has to be ${entry.kind.expects.en}`,
          ),
        );
      continue;
    }
    const parsed = entry.kind.schema.safeParse(given);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(wrongValue(entry, given, language));
  }
  if (problems.length > 0) throw new Fault("config_invalid", { params: { problems: problems.join("\n") } });
  return Object.freeze(values) as SettingValues<S>;
}

function wrongValue(entry: Setting<unknown>, given: string, language: Language): string {
  const shown = entry.secret
    ? say(language, "lo que llegó no se muestra", "what came is not shown")
    : say(language, `llegó «${given}»`, `got “${given}”`);
  return `${entry.env}: ${say(language, `debe ser ${entry.kind.expects.es}`, `it has to be ${entry.kind.expects.en}`)}; ${shown}`;
}

function readFlags(
  settings: Settings,
  argv: readonly string[],
  language: Language,
): { flags: Map<string, string>; problems: string[] } {
  const byFlag = new Map<string, string>();
  for (const [name, entry] of Object.entries(settings)) {
    const flag = flagOf(entry);
    if (flag !== null) byFlag.set(flag, name);
  }
  const flags = new Map<string, string>();
  const problems: string[] = [];
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const cut = word.indexOf("=");
    const flag = cut < 0 ? word : word.slice(0, cut);
    const name = byFlag.get(flag);
    const value = cut < 0 && name !== undefined ? rest.shift() : word.slice(cut + 1);
    if (name === undefined) problems.push(`${flag}: ${unknown(flag, [...byFlag.keys()], language)}`);
    else if (value === undefined)
      problems.push(say(language, `${flag}: falta su valor`, `${flag}: its value is missing`));
    else flags.set(name, value);
  }
  return { flags, problems };
}

function unknownVariables(
  settings: Settings,
  env: Environment,
  alsoKnown: readonly string[],
  language: Language,
): string[] {
  const known = [...Object.values(settings).map((entry) => entry.env), ...alsoKnown];
  return Object.keys(env)
    .filter((name) => name.startsWith("CAUDAL_") && !name.startsWith("CAUDAL_TEST_") && !known.includes(name))
    .map((name) => `${name}: ${unknown(name, known, language)}`);
}

function unknown(name: string, known: readonly string[], language: Language): string {
  const nearest = nearestName(name, known);
  return say(
    language,
    `no existe${nearest === null ? "; --help los muestra todos" : `; ¿querías decir ${nearest}?`}`,
    `there is no such setting${nearest === null ? "; --help shows them all" : `; did you mean ${nearest}?`}`,
  );
}

function say(language: Language, es: string, en: string): string {
  return language === "es" ? es : en;
}
