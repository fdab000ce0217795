import { parseArgs } from "node:util";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Command } from "../options.ts";
import { parseBytes } from "../terminal/parse-bytes.ts";

/** A figure that an account gets: its own, or (null) what the server's settings say. */
type Figure = number | null;

export type QuotaOptions = {
  readonly help: boolean;
  readonly json: boolean;
  readonly url: string;
  /** Whose figures are set; null lists all accounts. */
  readonly account: string | null;
  /** Absent: it stays as it is. */
  readonly storage?: Figure;
  readonly runs?: Figure;
};

const definitions = {
  url: { type: "string" },
  storage: { type: "string" },
  runs: { type: "string" },
  lang: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** `caudal quota [ACCOUNT] [options]`, decided without touching anything. */
export function parseQuota(args: readonly string[], fallback: Locale): Command {
  const parsed = parseArgs({
    args: [...args],
    options: definitions,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const text = (name: "url" | "storage" | "runs" | "lang"): string | null => {
    const value = parsed.values[name];
    return typeof value === "string" ? value : null;
  };
  const lang = text("lang");
  const locale = lang === "es" || lang === "en" ? lang : fallback;
  const wrong = (said: string, kind: "option" | "value" = "option"): Command => ({
    name: "misuse",
    locale,
    because: { kind, text: said },
  });
  for (const token of parsed.tokens) {
    if (token.kind !== "option") continue;
    if (!isOption(token.name)) return wrong(token.rawName);
    const takesValue = definitions[token.name].type === "string";
    if (!takesValue && token.value !== undefined) return wrong(`${token.rawName}=${token.value}`);
    if (takesValue && (token.value === undefined || (!token.inlineValue && /^-./.test(token.value))))
      return wrong(token.rawName, "value");
  }
  if (lang !== null && lang !== locale) return wrong(`--lang ${lang} (es, en)`);
  const url = text("url") ?? process.env["CAUDAL_URL"] ?? "http://127.0.0.1:8080";
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) return wrong(`--url ${url}`);
  const [account = null, ...rest] = parsed.positionals;
  if (rest.length > 0) return wrong(rest.join(" "));
  if (account !== null && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(account)) return wrong(account);
  const [storageText, runsText] = [text("storage"), text("runs")];
  if (account === null && storageText !== null) return wrong(`--storage ${storageText}`);
  if (account === null && runsText !== null) return wrong(`--runs ${runsText}`);
  const storage = storageText === null || storageText === "default" ? null : parseBytes(storageText);
  if (storageText !== null && storageText !== "default" && (storage === null || storage > Number.MAX_SAFE_INTEGER))
    return wrong(`--storage ${storageText} (10GB, default)`);
  const runs = runsText === null || runsText === "default" || !/^\d{1,4}$/.test(runsText) ? null : Number(runsText);
  if (runsText !== null && runsText !== "default" && (runs === null || runs < 1 || runs > 1000))
    return wrong(`--runs ${runsText} (1–1000, default)`);
  return {
    name: "quota",
    locale,
    options: {
      help: parsed.values.help === true,
      json: parsed.values.json === true,
      url,
      account,
      ...(storageText === null ? {} : { storage }),
      ...(runsText === null ? {} : { runs }),
    },
  };
}

function isOption(name: string): name is keyof typeof definitions {
  return Object.hasOwn(definitions, name);
}
