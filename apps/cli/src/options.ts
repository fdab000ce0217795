import { parseArgs } from "node:util";
import type { Locale } from "@caudal/contract/resources/common.ts";
import { parseBytes } from "./terminal/parse-bytes.ts";

export type ProfileOptions = {
  readonly file: string;
  readonly json: boolean;
  readonly top: number;
  readonly quiet: boolean;
  readonly memoryBytes: number;
  readonly threads: number | null;
};

export type Command =
  | { readonly name: "help" | "version"; readonly locale: Locale }
  | { readonly name: "profile"; readonly locale: Locale; readonly options: ProfileOptions }
  | {
      readonly name: "misuse";
      readonly locale: Locale;
      readonly because: { readonly kind: "command" | "file" | "option"; readonly text: string };
    };

const definitions = {
  json: { type: "boolean" },
  top: { type: "string" },
  lang: { type: "string" },
  memory: { type: "string" },
  threads: { type: "string" },
  quiet: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
} as const;

/** What a person asked for, decided without touching anything. `systemLocale` is the environment's, such as "es_MX.UTF-8". */
export function parseCommand(args: readonly string[], systemLocale: string): Command {
  const fallback: Locale = systemLocale.toLowerCase().startsWith("en") ? "en" : "es";
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: definitions, allowPositionals: true });
  } catch (error) {
    return {
      name: "misuse",
      locale: fallback,
      because: { kind: "option", text: error instanceof Error ? error.message : String(error) },
    };
  }
  const { values, positionals } = parsed;
  const locale = values.lang === "es" || values.lang === "en" ? values.lang : fallback;
  const wrong = (text: string): Command => ({ name: "misuse", locale, because: { kind: "option", text } });

  if (values.lang !== undefined && values.lang !== locale) return wrong(`--lang ${values.lang} (es, en)`);
  if (values.version === true) return { name: "version", locale };
  const [command, file, ...rest] = positionals;
  if (values.help === true || command === undefined || command === "help") return { name: "help", locale };
  if (command !== "profile") return { name: "misuse", locale, because: { kind: "command", text: command } };
  if (file === undefined) return { name: "misuse", locale, because: { kind: "file", text: "" } };
  if (rest.length > 0) return wrong(rest.join(" "));

  const top = wholeNumber(values.top ?? "10", 0);
  if (top === null) return wrong(`--top ${values.top}`);
  const threads = values.threads === undefined ? null : wholeNumber(values.threads, 1);
  if (values.threads !== undefined && threads === null) return wrong(`--threads ${values.threads}`);
  const memoryBytes = parseBytes(values.memory ?? "1GB");
  if (memoryBytes === null || memoryBytes < 64_000_000) return wrong(`--memory ${values.memory} (≥ 64MB)`);
  return {
    name: "profile",
    locale,
    options: { file, json: values.json === true, top, quiet: values.quiet === true, memoryBytes, threads },
  };
}

function wholeNumber(text: string, least: number): number | null {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least ? value : null;
}
