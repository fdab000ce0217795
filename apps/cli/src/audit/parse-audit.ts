import { parseNotedHead, type NotedHead } from "@caudal/audit/chain-head.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Command } from "../options.ts";
import { readOptions, readServerUrl, serverOptions } from "../read-options.ts";

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
  ...serverOptions,
  from: { type: "string" },
  data: { type: "string" },
  key: { type: "string" },
  heads: { type: "string" },
  head: { type: "string", multiple: true },
  because: { type: "string" },
  json: { type: "boolean" },
} as const;
const verifiesWith = ["from", "key", "heads", "head"] as const;

/** Shows what waits for an acknowledgement, or (`of`) gives it. */
export type AcknowledgeOptions = {
  readonly json: boolean;
  readonly url: string;
  readonly dataDir: string;
  readonly of: { readonly id: string; readonly because: string } | null;
};

/** `caudal audit verify|acknowledge [options]`, decided without touching anything. */
export function parseAudit(args: readonly string[], fallback: Locale, knownUrl: string | undefined): Command {
  const read = readOptions(args, definitions, fallback);
  if ("because" in read) return read;
  const { locale, positionals, text, wrong } = read;
  const [verb, ...rest] = positionals;
  const help = read.isSet("help") || verb === undefined;
  if (!help && verb !== "verify" && verb !== "acknowledge") return wrong(`audit ${verb}`, "command");
  const url = readServerUrl(read, knownUrl);
  if (typeof url !== "string") return url;
  const dataDir = text("data") ?? process.env["CAUDAL_DATA_DIR"] ?? ".caudal";
  if (verb === "acknowledge" && !help) {
    for (const name of verifiesWith) if (read.isSet(name)) return wrong(`--${name}`);
    const [id, ...more] = rest;
    if (more.length > 0) return wrong(more.join(" "));
    if (id !== undefined && !/^[0-9a-f]{12}$/.test(id)) return wrong(id);
    const because = text("because")?.trim() ?? "";
    if (id === undefined && read.isSet("because")) return wrong("ID", "value");
    if (id !== undefined && (because === "" || because.length > 500)) return wrong("--because", "value");
    return {
      name: "acknowledge",
      locale,
      options: { json: read.isSet("json"), url, dataDir, of: id === undefined ? null : { id, because } },
    };
  }
  if (rest.length > 0) return wrong(rest.join(" "));
  if (read.isSet("because")) return wrong("--because");
  const heads: NotedHead[] = [];
  for (const noted of read.texts("head")) {
    const head = parseNotedHead(noted);
    if (head === null) return wrong(`--head ${noted}`);
    heads.push(head);
  }
  return {
    name: "audit",
    locale,
    options: {
      help,
      json: read.isSet("json"),
      url,
      from: text("from"),
      dataDir,
      keyFile: text("key"),
      headsFile: text("heads"),
      heads,
    },
  };
}
