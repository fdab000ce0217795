import { Fault } from "@caudal/base/fault.ts";
import { DatabaseError } from "pg";

/** Where PostgreSQL checks a new row against the policies (src/backend/executor/execMain.c); its words are in the server's language. */
const checksRows = "ExecWithCheckOptions";

/**
 * A row that the policies do not let this scope write, as Fault `forbidden`: what it may was looked at when the request came, and is less by
 * now. Null for every other failure: for a grant that is missing, which has the same SQLSTATE, and for what a function or trigger of the
 * platform's own may not write. Those are mistakes of ours, and are to be seen as such.
 */
export function faultOfRefusedRow(thrown: unknown): Fault | null {
  if (!(thrown instanceof DatabaseError) || thrown.code !== "42501") return null;
  const { routine, where } = thrown;
  return routine === checksRows && where === undefined ? new Fault("forbidden", { cause: thrown }) : null;
}
