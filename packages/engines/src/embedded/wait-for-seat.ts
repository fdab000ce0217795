import { Fault } from "@caudal/base/fault.ts";
import type { FairSeats, SeatOwner } from "./fair-seats.ts";

/** A signal that ends the waiting, and as what. */
type End = readonly [signal: AbortSignal | undefined, code: "unavailable" | "run_cancelled"];

/**
 * Waits for a seat. The caller gives it back.
 *
 * @throws Fault `unavailable` after `timeLimitMs`, and what the signal that ends the waiting says; then there is no seat to give back.
 */
export async function waitForSeat(
  seats: FairSeats,
  by: SeatOwner,
  timeLimitMs: number,
  ends: readonly End[],
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const refuse = (code: End[1]): void =>
    reject(new Fault(code, code === "unavailable" ? { persistence: "transient" } : {}));
  const over = new AbortController();
  const patience = setTimeout(() => refuse("unavailable"), timeLimitMs);
  for (const [signal, code] of ends)
    signal?.addEventListener("abort", () => refuse(code), { once: true, signal: over.signal });
  let seated = false;
  const withdraw = seats.ask(by, () => {
    seated = true;
    resolve();
  });
  try {
    await promise;
  } catch (error) {
    // Refused in the same moment as its turn came: the seat is another's.
    if (seated) seats.release(by);
    else withdraw();
    throw error;
  } finally {
    clearTimeout(patience);
    over.abort();
  }
}
