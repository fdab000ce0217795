import { Fault } from "@caudal/base/fault.ts";
import { DatabaseError } from "pg";

/** What `caudal.hold_credential` says of a session or key that was ended while its request went on; null for every other failure. */
export function faultOfEnded(thrown: unknown): Fault | null {
  if (!(thrown instanceof DatabaseError)) return null;
  if (thrown.constraint === "session_ended") return new Fault("not_signed_in", { cause: thrown });
  return thrown.constraint === "key_ended" ? new Fault("key_refused", { cause: thrown }) : null;
}

export async function refuseEnded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw faultOfEnded(thrown) ?? thrown;
  }
}
