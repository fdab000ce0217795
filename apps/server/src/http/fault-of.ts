import { toFault, type Fault } from "@caudal/base/fault.ts";
import { faultOfEnded } from "@caudal/db/credential-ended.ts";
import { faultOfDatabase } from "@caudal/db/runs/database-faults.ts";

/**
 * What to tell of a failure: of a session or key that ended meanwhile that it did, of a database that is away for a moment that it is so, and
 * not that something is wrong with us.
 */
export function faultOf(thrown: unknown): Fault {
  return faultOfEnded(thrown) ?? faultOfDatabase(thrown, "unavailable") ?? toFault(thrown);
}
