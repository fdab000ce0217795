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
  json: { type: "boolean" },
} as const;

/** `caudal audit verify [options]`, decided without touching anything. */
export function parseAudit(args: readonly string[], fallback: Locale, knownUrl: string | undefined): Command {
  const read = readOptions(args, definitions, fallback);
  if ("because" in read) return read;
  const { locale, positionals, text, wrong } = read;
  const [verb, ...rest] = positionals;
  const help = read.isSet("help") || verb === undefined;
  if (!help && verb !== "verify") return wrong(`audit ${verb}`, "command");
  if (rest.length > 0) return wrong(rest.join(" "));
  const url = readServerUrl(read, knownUrl);
  if (typeof url !== "string") return url;
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
      dataDir: text("data") ?? process.env["CAUDAL_DATA_DIR"] ?? ".caudal",
      keyFile: text("key"),
      headsFile: text("heads"),
      heads,
    },
  };
}
