import { AsyncLocalStorage } from "node:async_hooks";
import { currentOrigin } from "@caudal/db/origin-context.ts";
import type { Turn } from "./fair-turns.ts";
import { networksOf } from "./network-of.ts";

const devices = new AsyncLocalStorage<string | null>();

/** Work that hashes passwords for somebody in this known browser; null for one that is none. */
export function hashingFor<T>(device: string | null, work: () => T): T {
  return devices.run(device, work);
}

/** For whom a password is hashed now: a known browser, else the widest network that the request comes from. */
export function hashTurn(): Turn {
  const device = devices.getStore() ?? null;
  if (device !== null) return { key: device, known: true };
  return { key: networksOf(currentOrigin()?.address ?? "").at(-1) ?? "", known: false };
}
