import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Command } from "../options.ts";
import { readOptions, readServerUrl, serverOptions } from "../read-options.ts";

export type SecretsOptions = {
  readonly verb: "rotate" | "status" | "help";
  readonly url: string;
  readonly json: boolean;
  /** Comes back at once instead of when the change is through. */
  readonly noWait: boolean;
};

const definitions = {
  ...serverOptions,
  json: { type: "boolean" },
  "no-wait": { type: "boolean" },
} as const;

/** `caudal secrets rotate|status [options]`, decided without touching anything. */
export function parseSecrets(args: readonly string[], fallback: Locale, knownUrl: string | undefined): Command {
  const read = readOptions(args, definitions, fallback);
  if ("because" in read) return read;
  const { locale, positionals, wrong } = read;
  const [asked, ...rest] = positionals;
  const verb = read.isSet("help") || asked === undefined ? "help" : asked;
  if (verb !== "help" && verb !== "rotate" && verb !== "status") return wrong(`secrets ${verb}`, "command");
  if (rest.length > 0) return wrong(rest.join(" "));
  const url = readServerUrl(read, knownUrl);
  if (typeof url !== "string") return url;
  return {
    name: "secrets",
    locale,
    options: { verb, url, json: read.isSet("json"), noWait: read.isSet("no-wait") },
  };
}
