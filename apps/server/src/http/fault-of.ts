import { toFault, type Fault } from "@caudal/base/fault.ts";
import { faultOfEnded } from "@caudal/db/credential-ended.ts";
import { faultOfConstraint } from "@caudal/db/queries/refuse-constraint.ts";
import { faultOfRefusedRow } from "@caudal/db/refused-row.ts";
import { faultOfDatabase } from "@caudal/db/runs/database-faults.ts";

/**
 * What to tell of a failure. Much may come to pass between the moment at which a request was let in and the one at which it writes: a session
 * or key ends, a role is lowered, what is asked about goes. The database refuses then, and that is what is told; as is a database that is
 * away for a moment. Everything else is something wrong with us.
 */
export function faultOf(thrown: unknown): Fault {
  return (
    faultOfEnded(thrown) ??
    faultOfConstraint(thrown) ??
    faultOfRefusedRow(thrown) ??
    faultOfDatabase(thrown, "unavailable") ??
    toFault(thrown)
  );
}
