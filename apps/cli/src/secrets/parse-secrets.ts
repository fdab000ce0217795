import { parseArgs } from "node:util";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Command } from "../options.ts";

export type SecretsOptions = {
  readonly verb: "rotate" | "status" | "help";
  readonly url: string;
  readonly json: boolean;
  /** Comes back at once instead of when the change is through. */
  readonly noWait: boolean;
};

const definitions = {
  url: { type: "string" },
  lang: { type: "string" },
  json: { type: "boolean" },
  "no-wait": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** `caudal secrets rotate|status [options]`, decided without touching anything. */
export function parseSecrets(args: readonly string[], fallback: Locale): Command {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: definitions,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const locale = values.lang === "es" || values.lang === "en" ? values.lang : fallback;
  const wrong = (text: string, kind: "option" | "value" | "command" = "option"): Command => ({
    name: "misuse",
    locale,
    because: { kind, text },
  });
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    if (!isOption(token.name)) return wrong(token.rawName);
    const takesValue = definitions[token.name].type === "string";
    if (!takesValue && token.value !== undefined) return wrong(`${token.rawName}=${token.value}`);
    if (takesValue && (token.value === undefined || (!token.inlineValue && token.value.startsWith("-"))))
      return wrong(token.rawName, "value");
  }
  if (values.lang !== undefined && values.lang !== locale) return wrong(`--lang ${String(values.lang)} (es, en)`);
  const [asked, ...rest] = positionals;
  const verb = values.help === true || asked === undefined ? "help" : asked;
  if (verb !== "help" && verb !== "rotate" && verb !== "status") return wrong(`secrets ${verb}`, "command");
  if (rest.length > 0) return wrong(rest.join(" "));
  const url = typeof values.url === "string" ? values.url : "http://127.0.0.1:8080";
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) return wrong(`--url ${url}`);
  return {
    name: "secrets",
    locale,
    options: { verb, url, json: values.json === true, noWait: values["no-wait"] === true },
  };
}

function isOption(name: string): name is keyof typeof definitions {
  return Object.hasOwn(definitions, name);
}
