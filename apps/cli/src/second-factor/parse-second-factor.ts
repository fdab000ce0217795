import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Command } from "../options.ts";
import { readOptions, readServerUrl, serverOptions } from "../read-options.ts";

export type SecondFactorOptions = {
  readonly help: boolean;
  readonly email: string;
  readonly url: string;
};

/** `caudal second-factor remove EMAIL [options]`, decided without touching anything. */
export function parseSecondFactor(args: readonly string[], fallback: Locale, knownUrl: string | undefined): Command {
  const read = readOptions(args, serverOptions, fallback);
  if ("because" in read) return read;
  const { locale, positionals, wrong } = read;
  const [verb, email, ...rest] = positionals;
  const help = read.isSet("help") || verb === undefined;
  if (!help && verb !== "remove") return wrong(`second-factor ${verb}`, "command");
  if (!help && (email === undefined || !email.includes("@"))) return wrong(email ?? "EMAIL", "value");
  if (rest.length > 0) return wrong(rest.join(" "));
  const url = readServerUrl(read, knownUrl);
  if (typeof url !== "string") return url;
  return { name: "second-factor", locale, options: { help, email: email ?? "", url } };
}
