import type { FaultParams } from "@caudal/base/fault.ts";
import type { FaultCatalogue } from "./fault-words.ts";
import { bytesInWords, quoted, words } from "./fault-words.ts";
import { seenWords } from "./seen-words.ts";

const named = (value: Parameters<typeof quoted>[0]) => quoted(value, "“", "”");
const because = (p: FaultParams) =>
  [p["setting"], p["reason"]].some(Boolean) ? ` (${[p["setting"], p["reason"]].filter(Boolean).join(": ")})` : "";

export const faultsEn: FaultCatalogue = {
  bad_request: words(
    "We could not understand the request",
    "What arrived does not have the expected shape. Nothing was changed.",
    "Check the request and send it again.",
  ),
  invalid_fields: words(
    "Some details need correcting",
    (p) =>
      p["fields"]
        ? `These details are not valid: ${p["fields"]}.${p["reading"] === true ? "" : " Nothing was saved."}`
        : `Some details are not valid.${p["reading"] === true ? "" : " Nothing was saved."}`,
    "Correct the details pointed out and send them again.",
  ),
  not_signed_in: words(
    "Sign in",
    "You have to be signed in to see this. Your session may have ended.",
    "Sign in and try again: what was saved is still there.",
  ),
  sign_in_refused: words(
    "We could not sign you in",
    "The e-mail or the password is not correct.",
    "Check both and try again.",
  ),
  email_taken: words(
    "That e-mail already has an account",
    "Somebody is registered with that e-mail. No second account was made.",
    "Sign in with it, or sign up with another one.",
  ),
  password_too_common: words(
    "That password is easy to guess",
    "It is among those tried first: a word with a year or a series, your own e-mail, or a widely known one. The account was not created.",
    "Choose another: several unrelated words work well.",
  ),
  sign_up_closed: words(
    "Sign-up is closed",
    "Accounts cannot be created from the page of this installation.",
    "Ask whoever administers Caudal for access.",
  ),
  host_refused: words(
    "This address is not Caudal's",
    "The request came with a site name that this installation does not use. Nothing was done.",
    "Open Caudal at its own address. If this is the right one, its administrator has to put it into CAUDAL_BASE_URL.",
  ),
  origin_refused: words(
    "The request came from another site",
    "For safety, only requests made from Caudal's own page are accepted. Nothing was changed.",
    "Open Caudal at its own address and try from there. If the address changed, its administrator has to set CAUDAL_BASE_URL.",
  ),
  forbidden: words(
    "You are not allowed to",
    "Your profile does not permit this. Nothing was changed.",
    "If you need it, ask whoever administers your account.",
  ),
  metrics_refused: words(
    "The figures are for whoever runs Caudal",
    "They are given to who shows the token of CAUDAL_METRICS_TOKEN. Where there is none, to this very machine only, without a proxy in between.",
    "Set CAUDAL_METRICS_TOKEN in the configuration and send the header “Authorization: Bearer” with that token.",
  ),
  not_found: words(
    "We could not find it",
    "It does not exist, or it is not yours.",
    "Check the address or go back to the list.",
  ),
  method_not_allowed: words(
    "That cannot be done here",
    "This address exists, but does not take that operation. Nothing was changed.",
    "See /openapi.json for the operations there are.",
  ),
  not_ready: words(
    "It is not ready yet",
    "The file has not been read completely. Your file is saved.",
    "Wait until processing ends; if it has not begun, choose “Process”.",
  ),
  conflict: words(
    "Something changed in the meantime",
    "Somebody else, or another window of yours, changed it first. Nothing was overwritten.",
    "Reload the page and make the change again.",
  ),
  idempotency_key_reused: words(
    "That key was used before",
    "The same Idempotency-Key came earlier with other content. Nothing new was started.",
    "Use a new key for a different request.",
  ),
  too_large: words(
    "It is too large",
    (p, tag) =>
      `What you sent is over the limit${(p["limit"] ?? p["max"]) === undefined ? "" : ` of ${bytesInWords(p["limit"] ?? p["max"], tag)}`}. Nothing was saved.`,
    "Split it or compress it with gzip. An administrator can raise the limit with CAUDAL_MAX_UPLOAD_BYTES.",
  ),
  request_too_large: words(
    "The request is too large",
    (p, tag) =>
      `What you sent is over the limit${p["limit"] === undefined ? "" : ` of ${bytesInWords(p["limit"], tag)}`} for one request. Nothing was saved.`,
    "Send less at once. Files are uploaded another way: from the page, or at /api/uploads.",
  ),
  headers_too_large: words(
    "The headers are too large",
    "The request's headers or cookies are over the limit. Nothing was done.",
    "Delete this site's cookies in your browser and try again.",
  ),
  request_timeout: words(
    "The request took too long to arrive",
    "We waited for the rest of the request and it did not come in time. Nothing was saved.",
    "Check your connection and try again.",
  ),
  rate_limited: words("Too many attempts", "Many attempts came in a short time, so they were paused.", (p) =>
    p["seconds"] === undefined ? "Wait a moment and try again." : `Try again in ${p["seconds"]} seconds.`,
  ),
  unsupported_media_type: words(
    "This kind of content is not accepted",
    "Only JSON is accepted here (Content-Type: application/json). Nothing was changed.",
    "Send the content as JSON.",
  ),
  internal: words(
    "Something failed on our side",
    "An error happened that we did not expect. What was saved is still saved.",
    "Try again. If it happens again, give the request number to whoever administers Caudal.",
  ),
  unavailable: words(
    "Not possible right now",
    "A part of the system is not answering at the moment. What was saved is still saved.",
    "Wait a few seconds and try again.",
  ),

  upload_name_invalid: words(
    "The file's name cannot be used",
    (p) =>
      p["reason"] === "long"
        ? `The name${named(p["name"])} is too long: it may have ${p["max"] ?? 255} bytes, and each accent or emoji takes more than one. Nothing was uploaded.`
        : `A file cannot be kept ${p["name"] ? `under the name${named(p["name"])}` : "without a name"}. Nothing was uploaded.`,
    (p) => (p["reason"] === "long" ? "Shorten its name and upload it again." : "Rename it and upload it again."),
  ),
  upload_longer_than_declared: words(
    "More came than was announced",
    (p, tag) =>
      `The upload announced ${bytesInWords(p["declared"], tag) || "fewer bytes"} and more was sent. What goes beyond was not kept.`,
    "Begin the upload anew, with the size that the file has now.",
  ),
  upload_incomplete: words(
    "The upload is not complete",
    "Some bytes are still missing. What arrived is kept.",
    "Continue the upload: it goes on where it stopped.",
  ),
  storage_full: words(
    "There is no space left",
    "The disk where Caudal keeps files is full. Nothing that was saved is lost.",
    "Free some space or delete files you no longer use, and try again.",
  ),
  storage_read_only: words(
    "The disk cannot be written to",
    "The data folder is read-only. Nothing that was saved is lost.",
    "An administrator has to make the data folder (CAUDAL_DATA_DIR) writable.",
  ),

  file_empty: words(
    "The file is empty",
    (p) => `The file${named(p["name"])} contains no data. We kept it as it arrived.`,
    "Open it to check that it was saved well, and upload it again.",
  ),
  file_header_only: words(
    "There are only headers",
    (p) => `The file${named(p["name"])} has column names but not a single row. We kept it as it arrived.`,
    "Add the rows and upload it again.",
  ),
  file_type_unknown: words(
    "We do not recognise this kind of file",
    (p) => {
      const seen = seenWords(p["seen"], "en");
      return seen === null
        ? `The content of${named(p["name"]) || " the file"} is not CSV, TSV, Excel, JSON or Parquet. We kept it as it arrived.`
        : `The file${named(p["name"])} is not a table: it is ${seen.what}. We kept it as it arrived.`;
    },
    (p) => seenWords(p["seen"], "en")?.action ?? "Save it as CSV or Excel and upload it again.",
  ),
  file_damaged: words(
    "The file is damaged",
    (p) =>
      `The file${named(p["name"])} could not be read: its content is incomplete or was altered. We kept it as it arrived.`,
    "Open it in its program, save it anew and upload it again.",
  ),
  file_truncated: words(
    "The file is cut off",
    (p) => `The file${named(p["name"])} ends too early, as if a copy had been interrupted. We kept it as it arrived.`,
    "Get a complete copy and upload that.",
  ),
  file_encrypted: words(
    "The file has a password",
    (p) => `The file${named(p["name"])} is protected and we cannot read it. We kept it as it arrived.`,
    "Save it without a password and upload it again.",
  ),
  file_unpacks_too_large: words(
    "It is too large once unpacked",
    (p, tag) =>
      `The file${named(p["name"])} goes over the limit${p["limit"] === undefined ? "" : ` of ${bytesInWords(p["limit"], tag)}`} when unpacked, so we stopped. We kept it as it arrived.`,
    "Split it into smaller parts, or save it as CSV or Parquet.",
  ),
  file_too_many_columns: words(
    "It has too many columns",
    (p) =>
      `The file has ${p["columns"] ?? "more"} columns${p["limit"] === undefined ? " than can be read" : ` and the most is ${p["limit"]}`}. We kept it as it arrived.`,
    "Remove the columns you do not need and upload it again.",
  ),
  file_no_table: words(
    "We found no table",
    (p) =>
      p["reason"] === "line_too_long"
        ? `The file${named(p["name"])} has a line or a cell that is longer than we can read. We kept it as it arrived.`
        : `The file${named(p["name"])} holds no rows and columns that we can recognise. We kept it as it arrived.`,
    (p) =>
      p["reason"] === "line_too_long"
        ? "See whether line ends are missing or a quote was never closed, and upload it again."
        : "Leave the data as a table with its headers in one row and upload it again.",
  ),
  file_missing: words(
    "The file's content is gone",
    "The file's record exists, but its content is not in the store. Its insights are still saved.",
    "Upload the file again. If nobody deleted it, tell whoever administers Caudal.",
  ),

  reading_out_of_memory: words(
    "Reading it takes too much memory",
    (p, tag) =>
      `Opening the file${named(p["name"])} takes more memory than allowed${p["limit"] === undefined ? "" : ` (${bytesInWords(p["limit"], tag)})`}, so we stopped. We kept it as it arrived.`,
    "Save it as CSV or split it into smaller parts. An administrator can raise CAUDAL_ENGINE_MEMORY.",
  ),
  engine_out_of_memory: words(
    "Processing ran out of memory",
    "The file needed more memory than allowed. The file and what was found are still saved.",
    "Retry when there is less work. An administrator can raise CAUDAL_ENGINE_MEMORY.",
  ),
  engine_crashed: words(
    "The engine stopped",
    "The process that was computing ended suddenly. The file and what was found are still saved.",
    "Choose “Retry”. If it happens again, give the request number to whoever administers Caudal.",
  ),
  engine_time_limit: words(
    "It took too long",
    (p) =>
      `The computation went over the time allowed${p["seconds"] === undefined ? "" : ` (${p["seconds"]} seconds)`} and was stopped. The file and what was found are still saved.`,
    "Retry, or split the file. An administrator can raise CAUDAL_ENGINE_TIME_LIMIT.",
  ),
  engine_query_failed: words(
    "A computation failed",
    "A query over the file could not be made. The file and what was found are still saved.",
    "Choose “Retry”. If it happens again, give the request number to whoever administers Caudal.",
  ),

  run_cancelled: words(
    "It was cancelled",
    "Processing stopped because somebody asked for it. The file is still saved.",
    "Choose “Process” whenever you want to begin again.",
  ),
  run_lease_lost: words(
    "Another process went on with this work",
    "The work moved to another process; nothing was done twice.",
    "There is nothing you need to do.",
  ),
  run_state_conflict: words(
    "It can no longer be changed",
    "The work has ended, so there is nothing to cancel. Its result is saved.",
    "Reload the page to see how it ended.",
  ),
  run_attempts_exhausted: words(
    "It failed after several attempts",
    (p) => `It was tried ${p["attempts"] ?? "several"} times and kept failing. The file is still saved.`,
    "Choose “Retry” later. If it happens again, tell whoever administers Caudal.",
  ),

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
};
