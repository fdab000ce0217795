import type { FaultParams } from "@caudal/base/fault.ts";
import { type FaultCatalogue, quoted, words } from "../fault-words.ts";

const named = (value: Parameters<typeof quoted>[0]) => quoted(value, "“", "”");
const because = (p: FaultParams) =>
  [p["setting"], p["reason"]].some(Boolean) ? ` (${[p["setting"], p["reason"]].filter(Boolean).join(": ")})` : "";

export const startingFaults = {
  config_invalid: words(
    "The configuration has mistakes",
    (p) => `Nothing was started.\n${p["problems"] ?? ""}`,
    "Correct those settings and start again; --help explains them all.",
  ),
  port_taken: words(
    "The port is in use",
    (p) =>
      `Another program already uses ${p["port"] === undefined ? "the port chosen" : `port ${p["port"]}`}. Nothing was started.`,
    (p) => `Close that program, or choose another port: CAUDAL_PORT=${Number(p["port"] ?? 8080) + 1} npm start`,
  ),
  data_folder_unusable: words(
    "The data folder cannot be used",
    (p) =>
      `It is not possible to read or write in${named(p["path"]) || " the data folder"}${p["reason"] ? ` (${p["reason"]})` : ""}. Nothing was started.`,
    "Give permission on that folder, make room on its disk, or choose another with CAUDAL_DATA_DIR.",
  ),
  data_folder_copied: words(
    "The data folder is a copy without its database",
    (p) =>
      `The database that${named(p["path"]) || " this folder"} names lies in${named(p["database"]) || " another place"} and belongs to${named(p["original"]) || " another folder"}. Nothing was started.`,
    "Stop that one and copy its database to postgres/cluster of this folder, in a place through which other users may pass: see docs/guides/en/backups.md.",
  ),
  already_running: words(
    "Caudal is already running",
    (p) =>
      `Another Caudal uses this same data folder${p["address"] ? ` and answers at ${p["address"]}` : ""}. No second one was started.`,
    "Use the one that is running, or choose another folder with CAUDAL_DATA_DIR.",
  ),
  page_build_failed: words(
    "The page could not be built",
    (p) => `Nothing was started.${p["reason"] ? `\n${p["reason"]}` : ""}`,
    "If you changed the page, correct what is named there; the whole account is in logs/page.log of the data folder.",
  ),
  server_not_ready: words(
    "The server did not become ready",
    (p) => {
      const failing = [
        p["database"] === false && "the database does not answer",
        p["database"] !== false && p["migrations"] === false && "the database's tables are not of this version",
        p["storage"] === false && "files cannot be written to the data folder",
      ].filter(Boolean);
      return `We waited${p["seconds"] === undefined ? "" : ` ${p["seconds"]} seconds`}, and ${failing.length === 0 ? "it did not answer" : failing.join(", and ")}. Everything that had started was stopped.`;
    },
    "Look at logs/server.log in the data folder, correct what it names and start again.",
  ),
  database_unreachable: words(
    "The database could not be reached",
    (p) => `PostgreSQL does not accept the connection${because(p)}. What was saved is still saved.`,
    (p) => `Check that it is running and that ${p["setting"] ?? "DATABASE_URL"} is right.`,
  ),
  database_too_new: words(
    "The database is newer than the program",
    (p) =>
      `The database is at version ${p["database"] ?? "?"}, and this program knows them up to ${p["code"] ?? "?"}. Nothing was changed.`,
    "Update Caudal to the version that used that database, or restore an earlier copy.",
  ),
  database_too_old: words(
    "The database is older than the program",
    (p) =>
      `The database lacks migrations${p["code"] === undefined ? " of this version" : `: it is at version ${p["database"] ?? "?"} and this program needs ${p["code"]}`}. Nothing was changed.`,
    "Start with `npm start`, or give CAUDAL_MIGRATE_URL with the database's owner so that it is brought up to date.",
  ),
  database_version_unsupported: words(
    "That version of PostgreSQL will not do",
    (p) =>
      `The server is PostgreSQL ${p["version"] ?? "of an old version"}, which lets other people's rows show. Nothing was changed.`,
    "Use 16.10, 17.6, 18 or newer.",
  ),
  database_role_unsafe: words(
    "The database user is too powerful",
    (p) =>
      `The user${named(p["role"])} of ${p["setting"] ?? "DATABASE_URL"} can step around the access policies${p["reason"] ? ` (${p["reason"]})` : ""}. Nothing was started.`,
    "Use one that is no superuser, has no BYPASSRLS and does not own the tables.",
  ),
} satisfies Partial<FaultCatalogue>;
