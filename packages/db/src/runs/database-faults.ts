import { Fault } from "@caudal/base/fault.ts";

/** SQLSTATEs and socket errors after which the same work may succeed: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const passing = new Set(["40001", "40P01", "53300", "55P03", "57014", "57P01", "57P02", "57P03", "58000"]);
const socketErrors = new Set(["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ETIMEDOUT"]);
/** pg's own words where it gives no code. */
const lostConnection =
  /connection terminated|connection ended|client has encountered a connection error|timeout exceeded when trying to connect|not queryable/i;

/** Runs work on the database; a lost connection, a restart or a lost race becomes a transient Fault, which is worth another try. */
export async function faultsOfDatabase<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw isPassing(thrown) ? new Fault("database_unreachable", { persistence: "transient", cause: thrown }) : thrown;
  }
}

function isPassing(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || thrown instanceof Fault) return false;
  const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
  return (
    passing.has(code) ||
    code.startsWith("08") ||
    socketErrors.has(code) ||
    lostConnection.test(thrown.message) ||
    (thrown instanceof AggregateError && thrown.errors.some(isPassing))
  );
}
