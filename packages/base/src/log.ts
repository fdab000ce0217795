import { AsyncLocalStorage } from "node:async_hooks";
import { pino } from "pino";
import { createHiddenValues, type HiddenValues } from "./hidden-values.ts";

/** What every line written within a piece of work carries. */
export type LogContext = {
  readonly request_id?: string;
  readonly run_id?: string;
  /** Who asked, and in which account. */
  readonly user_id?: string;
  readonly account_id?: string;
};

const contexts = new AsyncLocalStorage<LogContext>();

/** Runs work whose log lines all carry these ids, besides those of the work around it. */
export function withLogContext<T>(context: LogContext, work: () => T): T {
  return contexts.run({ ...contexts.getStore(), ...context }, work);
}

export function currentLogContext(): LogContext {
  return contexts.getStore() ?? {};
}

export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;
/** JSON lines: time (ISO), level, name, ids, message. `error` fields may hold an Error under `err`. */
export type Log = { readonly debug: Write; readonly info: Write; readonly warn: Write; readonly error: Write };

export type LogOptions = {
  readonly name: string;
  readonly level: LogLevel;
  /** Values that must not appear in any line, whatever brings them there (a driver's message, a URL). */
  readonly secrets?: readonly string[] | HiddenValues;
  readonly write?: (line: string) => void;
};

const hidden = "[redacted]";
const secretFields = [
  "password",
  "token",
  "secret",
  "authorization",
  "cookie",
  "headers.authorization",
  "headers.cookie",
  "set-cookie",
];
/** user:password@ of any address. */
const addressPassword = /(:\/\/[^\s:/@"\\]*:)[^\s@"\\]+@/g;
/** An API key after the first signs, by which its owner may know it. Whatever brings one here, whole or in part: an address, a driver's message. The setting is none, and a refused start names it. */
const apiKey = /(?!caudal_passwords\b)(caudal_[0-9a-z]{8})[0-9a-z]+/gi;

/** A log that writes one JSON object a line, to standard output unless `write` says otherwise; secrets and passwords in addresses are redacted. */
export function createLog(options: LogOptions): Log {
  const { secrets: given = [] } = options;
  const secrets = "forms" in given ? given : createHiddenValues(given);
  const write = options.write ?? writeInTurns;
  const logger = pino(
    {
      level: options.level,
      base: { name: options.name },
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: "message",
      mixin: () => ({ ...contexts.getStore() }),
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: [
          ...secretFields,
          ...secretFields.filter((path) => !path.includes(".") && !path.includes("-")).map((path) => `*.${path}`),
        ].map(quotePath),
        censor: hidden,
      },
    },
    { write: (line: string) => write(redactText(line, secrets.forms())) },
  );
  const at =
    (level: "debug" | "info" | "warn" | "error"): Write =>
    (fields, message) =>
      logger[level](fields, message);
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

let waiting = "";

/** Lines of one turn of the event loop go out together: under load a write for each costs more than the line. What is left goes at the end. */
function writeInTurns(line: string): void {
  if (waiting === "") setImmediate(writeWaiting);
  waiting += line;
}

function writeWaiting(): void {
  const text = waiting;
  waiting = "";
  if (text !== "") process.stdout.write(text);
}
process.on("exit", writeWaiting);

/** A text without the secrets named, without passwords in addresses and without API keys. */
export function redactText(text: string, secrets: readonly string[]): string {
  let shown = text.replace(addressPassword, `$1${hidden}@`).replace(apiKey, `$1${hidden}`);
  for (const secret of secrets) shown = shown.replaceAll(secret, hidden);
  return shown;
}

function quotePath(path: string): string {
  return path.includes("-") ? `["${path}"]` : path;
}
