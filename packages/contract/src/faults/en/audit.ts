import { type FaultCatalogue, quoted, words } from "../fault-words.ts";

export const auditFaults = {
  master_key_configured: words(
    "The master key is in the configuration",
    "The server cannot change it, because it is given in CAUDAL_MASTER_KEY. Nothing was changed.",
    "Put the new one there first and the earlier ones after it, with commas, and restart: everything goes under the new one. With several servers, first put it last on all of them. “caudal secrets status” says when you may take the earlier ones away.",
  ),
  master_key_unreachable: words(
    "The server did not say how its master key is",
    (p) =>
      `${p["url"] ?? "The server"} could not be asked${p["reason"] ? ` (${p["reason"]})` : ""}. If a change was going on, it goes on.`,
    "See that it runs; from another machine, put its operator's token into CAUDAL_METRICS_TOKEN.",
  ),
  audit_key_missing: words(
    "The audit's key is missing",
    (p) => `The key${quoted(p["path"], "in “", "”")} could not be read, or has fewer than 32 characters.`,
    "Name the data folder with --data, the file with --key, or the key in CAUDAL_AUDIT_KEY.",
  ),
  audit_chain_unreachable: words(
    "The audit's chain could not be asked for",
    (p) => `The server${quoted(p["url"], "at ", "")} did not give it${quoted(p["reason"], ": ", "")}.`,
    "Check that the server runs, and its address (--url). From another machine CAUDAL_METRICS_TOKEN is needed.",
  ),
  audit_chain_unreadable: words(
    "The audit's chain could not be read to its end",
    (p) => `What was read breaks off or is not understood${quoted(p["line"], " at line ", "")}.`,
    "Ask for it again. Like this nobody can tell whether something is missing.",
  ),
  audit_heads_unreadable: words(
    "The heads of the chain could not be read",
    (p) => `“${String(p["path"] ?? "")}” could not be read.`,
    "Name the file with --heads, or the head that you noted down with --head POSITION:LINK.",
  ),
  audit_heads_other: words(
    "That is not what waits in the audit",
    "Nothing has that id: it was acknowledged already, or something more was found since. Nothing was changed.",
    "See what waits with “caudal audit acknowledge”, and acknowledge that if you know why it happened.",
  ),
} satisfies Partial<FaultCatalogue>;
