import { parseArgs } from "node:util";
import { parseNotedHead, type NotedHead } from "@caudal/audit/chain-head.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Command } from "../options.ts";

export type AuditOptions = {
  readonly help: boolean;
  readonly json: boolean;
  /** The server that is asked for its chain, unless `from` names a file (`-`: standard input) with it. */
  readonly url: string;
  readonly from: string | null;
  readonly dataDir: string;
  readonly keyFile: string | null;
  readonly headsFile: string | null;
  readonly heads: readonly NotedHead[];
};

const definitions = {
  url: { type: "string" },
  from: { type: "string" },
  data: { type: "string" },
  key: { type: "string" },
  heads: { type: "string" },
  head: { type: "string", multiple: true },
  lang: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** `caudal audit verify [options]`, decided without touching anything. */
export function parseAudit(args: readonly string[], fallback: Locale): Command {
  const parsed = parseArgs({
    args: [...args],
    options: definitions,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const text = (name: Exclude<keyof typeof definitions, "head" | "json" | "help">): string | null => {
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
  const [verb, ...rest] = parsed.positionals;
  const help = parsed.values.help === true || verb === undefined;
  if (!help && verb !== "verify") return wrong(`audit ${verb}`, "command");
  if (rest.length > 0) return wrong(rest.join(" "));
  const url = text("url") ?? "http://127.0.0.1:8080";
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) return wrong(`--url ${url}`);
  const heads: NotedHead[] = [];
  for (const noted of [parsed.values.head ?? []].flat()) {
    const head = typeof noted === "string" ? parseNotedHead(noted) : null;
    if (head === null) return wrong(`--head ${String(noted)}`);
    heads.push(head);
  }
  return {
    name: "audit",
    locale,
    options: {
      help,
      json: parsed.values.json === true,
      url,
      from: text("from"),
      dataDir: text("data") ?? process.env["CAUDAL_DATA_DIR"] ?? ".caudal",
      keyFile: text("key"),
      headsFile: text("heads"),
      heads,
    },
  };
}

function isOption(name: string): name is keyof typeof definitions {
  return Object.hasOwn(definitions, name);
}
