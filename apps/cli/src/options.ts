import type { Locale } from "@caudal/contract/resources/common.ts";
import { parseAudit, type AcknowledgeOptions, type AuditOptions } from "./audit/parse-audit.ts";
import { parseSecrets, type SecretsOptions } from "./secrets/parse-secrets.ts";
import { parseSecondFactor, type SecondFactorOptions } from "./second-factor/parse-second-factor.ts";
import { parseQuota, type QuotaOptions } from "./quota/parse-quota.ts";
import { commonOptions, isServerUrl, readOptions } from "./read-options.ts";
import { parseBytes } from "./terminal/parse-bytes.ts";

export type ProfileOptions = {
  readonly file: string;
  readonly json: boolean;
  readonly top: number;
  readonly quiet: boolean;
  /** Where the receipt goes, and the private key that signs it. */
  readonly receipt: string | null;
  readonly signWith: string | null;
  readonly memoryBytes: number;
  readonly threads: number | null;
};

export type VerifyOptions = {
  readonly receipt: string;
  readonly file: string | null;
  readonly url: string | null;
  readonly apiKey: string | null;
  /** Whether what that server has now is to be compared. An address that only stands in the environment serves a file's check for its keys. */
  readonly asksServer: boolean;
  /** A file with public keys. */
  readonly keys: string | null;
  readonly memoryBytes: number;
  readonly threads: number | null;
};

/** What stands in the environment: the server, and an API key for it. */
export type ServerEnvironment = { readonly url?: string | undefined; readonly apiKey?: string | undefined };

export type Command =
  | { readonly name: "help" | "version"; readonly locale: Locale }
  | { readonly name: "audit"; readonly locale: Locale; readonly options: AuditOptions }
  | { readonly name: "acknowledge"; readonly locale: Locale; readonly options: AcknowledgeOptions }
  | { readonly name: "secrets"; readonly locale: Locale; readonly options: SecretsOptions }
  | { readonly name: "second-factor"; readonly locale: Locale; readonly options: SecondFactorOptions }
  | { readonly name: "quota"; readonly locale: Locale; readonly options: QuotaOptions }
  | { readonly name: "profile"; readonly locale: Locale; readonly options: ProfileOptions }
  | { readonly name: "verify"; readonly locale: Locale; readonly options: VerifyOptions }
  | {
      readonly name: "misuse";
      readonly locale: Locale;
      readonly because: { readonly kind: "command" | "file" | "option" | "value"; readonly text: string };
    };

const definitions = {
  ...commonOptions,
  json: { type: "boolean" },
  top: { type: "string" },
  memory: { type: "string" },
  threads: { type: "string" },
  quiet: { type: "boolean" },
  receipt: { type: "string" },
  "sign-with": { type: "string" },
  file: { type: "string" },
  url: { type: "string" },
  keys: { type: "string" },
  version: { type: "boolean" },
} as const;

/** What a person asked for, decided without touching anything. `systemLocale` is the environment's, such as "es_MX.UTF-8". */
export function parseCommand(
  args: readonly string[],
  systemLocale: string,
  environment: ServerEnvironment = {},
): Command {
  const fallback: Locale = systemLocale.toLowerCase().startsWith("en") ? "en" : "es";
  if (args[0] === "secrets") return parseSecrets(args.slice(1), fallback, environment.url);
  if (args[0] === "quota") return parseQuota(args.slice(1), fallback, environment.url);
  if (args[0] === "audit") return parseAudit(args.slice(1), fallback, environment.url);
  if (args[0] === "second-factor") return parseSecondFactor(args.slice(1), fallback, environment.url);
  const read = readOptions(args, definitions, fallback);
  if ("because" in read) return read;
  const { locale, positionals, text, isSet, wrong } = read;
  if (isSet("version")) return { name: "version", locale };
  const [command, file, ...rest] = positionals;
  if (isSet("help") || command === undefined || command === "help") return { name: "help", locale };
  if (command !== "profile" && command !== "verify")
    return { name: "misuse", locale, because: { kind: "command", text: command } };
  if (file === undefined) return { name: "misuse", locale, because: { kind: "file", text: "" } };
  if (rest.length > 0) return wrong(rest.join(" "));

  const top = wholeNumber(text("top") ?? "10", 0);
  if (top === null) return wrong(`--top ${text("top")}`);
  const threads = text("threads") === null ? null : wholeNumber(text("threads") ?? "", 1);
  if (text("threads") !== null && threads === null) return wrong(`--threads ${text("threads")}`);
  const memoryBytes = parseBytes(text("memory") ?? "1GB");
  if (memoryBytes === null || memoryBytes < 64_000_000) return wrong(`--memory ${text("memory")} (≥ 64MB)`);
  if (command === "verify") {
    const url = text("url") ?? environment.url ?? null;
    if (url !== null && !isServerUrl(url)) return wrong(`--url ${url}`);
    const [known, keys] = [text("file"), text("keys")];
    const apiKey = environment.apiKey ?? null;
    const asksServer = url !== null && (text("url") !== null || known === null || apiKey !== null);
    const options = { receipt: file, file: known, url, apiKey, asksServer, keys, memoryBytes, threads };
    return { name: "verify", locale, options };
  }
  const [receipt, signWith] = [text("receipt"), text("sign-with")];
  const [json, quiet] = [isSet("json"), isSet("quiet")];
  return { name: "profile", locale, options: { file, json, top, quiet, receipt, signWith, memoryBytes, threads } };
}

function wholeNumber(text: string, least: number): number | null {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least ? value : null;
}
