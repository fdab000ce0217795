import { type FaultCatalogue, bytesInWords, words } from "../fault-words.ts";

/** Whose it is that is used up, as the sentence begins that goes on with how many there are. */
const fullOf: Readonly<Record<string, string>> = {
  person: "You have",
  key: "Your API keys have",
  network: "Your network has",
  link: "This link has",
  everybody: "Caudal has",
};

export const requestsFaults = {
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
  metrics_refused: words(
    "The figures are for whoever runs Caudal",
    "They are given only to who shows the operator's token: that of CAUDAL_METRICS_TOKEN or, where it is not set, the one that Caudal keeps in its data folder, in secrets/operator-token.",
    "On the server's machine, give the command as the user who runs it and with the same CAUDAL_DATA_DIR. From another one, or with another program, put the token into CAUDAL_METRICS_TOKEN or send the header “Authorization: Bearer” with it.",
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
  too_many_at_once: words(
    "Too much is under way at once",
    (p) =>
      `${fullOf[String(p["of"])] ?? "There are"} ${p["max"] ?? "as many"} ${p["what"] === "requests" ? "requests" : "uploads and downloads"} under way already, and there may be no more at once.`,
    (p) =>
      `Try again ${p["seconds"] === undefined ? "in a moment" : `in ${p["seconds"]} seconds`}, or when one of them has ended. An upload goes on where it was.`,
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
} satisfies Partial<FaultCatalogue>;
