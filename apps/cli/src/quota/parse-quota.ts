import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Command } from "../options.ts";
import { readOptions, readServerUrl, serverOptions } from "../read-options.ts";
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
  readonly files?: Figure;
  readonly runs?: Figure;
};

const definitions = {
  ...serverOptions,
  storage: { type: "string" },
  files: { type: "string" },
  runs: { type: "string" },
  json: { type: "boolean" },
} as const;

const mostFiles = 1_000_000_000;

/** `caudal quota [ACCOUNT] [options]`, decided without touching anything. */
export function parseQuota(args: readonly string[], fallback: Locale, knownUrl: string | undefined): Command {
  const read = readOptions(args, definitions, fallback);
  if ("because" in read) return read;
  const { locale, positionals, text, wrong } = read;
  const url = readServerUrl(read, knownUrl);
  if (typeof url !== "string") return url;
  const [account = null, ...rest] = positionals;
  if (rest.length > 0) return wrong(rest.join(" "));
  if (account !== null && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(account)) return wrong(account);
  const [storageText, filesText, runsText] = [text("storage"), text("files"), text("runs")];
  if (account === null && storageText !== null) return wrong(`--storage ${storageText}`);
  if (account === null && filesText !== null) return wrong(`--files ${filesText}`);
  if (account === null && runsText !== null) return wrong(`--runs ${runsText}`);
  const storage = storageText === null || storageText === "default" ? null : parseBytes(storageText);
  if (storageText !== null && storageText !== "default" && (storage === null || storage > Number.MAX_SAFE_INTEGER))
    return wrong(`--storage ${storageText} (10GB, default)`);
  const files =
    filesText === null || filesText === "default" || !/^\d{1,10}$/.test(filesText) ? null : Number(filesText);
  if (filesText !== null && filesText !== "default" && (files === null || files > mostFiles))
    return wrong(`--files ${filesText} (0–${mostFiles}, default)`);
  const runs = runsText === null || runsText === "default" || !/^\d{1,4}$/.test(runsText) ? null : Number(runsText);
  if (runsText !== null && runsText !== "default" && (runs === null || runs < 1 || runs > 1000))
    return wrong(`--runs ${runsText} (1–1000, default)`);
  return {
    name: "quota",
    locale,
    options: {
      help: read.isSet("help"),
      json: read.isSet("json"),
      url,
      account,
      ...(storageText === null ? {} : { storage }),
      ...(filesText === null ? {} : { files }),
      ...(runsText === null ? {} : { runs }),
    },
  };
}
