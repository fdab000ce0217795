import { parseArgs } from "node:util";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Command } from "../options.ts";

export type SecondFactorOptions = {
  readonly help: boolean;
  readonly email: string;
  readonly url: string;
};

const definitions = {
  url: { type: "string" },
  lang: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** `caudal second-factor remove EMAIL [options]`, decided without touching anything. */
export function parseSecondFactor(args: readonly string[], fallback: Locale, knownUrl: string | undefined): Command {
  const parsed = parseArgs({
    args: [...args],
    options: definitions,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const text = (name: "url" | "lang"): string | null => {
    const value = parsed.values[name];
    return typeof value === "string" ? value : null;
  };
  const lang = text("lang");
  const locale = lang === "es" || lang === "en" ? lang : fallback;
  const wrong = (said: string, kind: "option" | "value" | "command" = "option"): Command => ({
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
  const [verb, email, ...rest] = parsed.positionals;
  const help = parsed.values.help === true || verb === undefined;
  if (!help && verb !== "remove") return wrong(`second-factor ${verb}`, "command");
  if (!help && (email === undefined || !email.includes("@"))) return wrong(email ?? "EMAIL", "value");
  if (rest.length > 0) return wrong(rest.join(" "));
  const url = text("url") ?? knownUrl ?? "http://127.0.0.1:8080";
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) return wrong(`--url ${url}`);
  return { name: "second-factor", locale, options: { help, email: email ?? "", url } };
}

function isOption(name: string): name is keyof typeof definitions {
  return Object.hasOwn(definitions, name);
}
