import { Fault } from "@caudal/base/fault.ts";

/** SQLSTATEs and socket errors after which the same work may succeed: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const passing = new Set(["40001", "40P01", "53300", "55P03", "57014", "57P01", "57P02", "57P03", "58000"]);
const socketErrors = new Set(["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT"]);
/** pg's own words where it gives no code. */
const lostConnection =
  /connection terminated|connection ended|client has encountered a connection error|timeout exceeded when trying to connect|not queryable/i;
/** PostgreSQL's own disk is full: it undid the transaction, and goes on once there is space. */
const diskFull = "53100";

/** Runs work on the database; a lost connection, a restart, a lost race or a full disk becomes a transient Fault, which is worth another try. */
export async function faultsOfDatabase<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw faultOfDatabase(thrown, "database_unreachable") ?? thrown;
  }
}

/** A failure of the database that will pass, as a transient Fault (`storage_full`, or the code that is given); null for every other one. */
export function faultOfDatabase(thrown: unknown, code: "database_unreachable" | "unavailable"): Fault | null {
  if (!(thrown instanceof Error) || thrown instanceof Fault) return null;
  const options = { persistence: "transient", cause: thrown } as const;
  if (codeOf(thrown) === diskFull) return new Fault("storage_full", options);
  return isPassing(thrown) ? new Fault(code, options) : null;
}

function isPassing(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = codeOf(thrown);
  return (
    passing.has(code) ||
    code.startsWith("08") ||
    socketErrors.has(code) ||
    // A socket in a folder is not there before its server.
    (code === "ENOENT" && "syscall" in thrown && thrown.syscall === "connect") ||
    lostConnection.test(thrown.message) ||
    (thrown instanceof AggregateError && thrown.errors.some(isPassing))
  );
}

function codeOf(thrown: Error): string {
  return "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
}
