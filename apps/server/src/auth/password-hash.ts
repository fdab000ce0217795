import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { Fault } from "@caudal/base/fault.ts";
import { verifyPassword } from "better-auth/crypto";
import { createFairTurns, type Turn } from "./fair-turns.ts";
import { hashTurn } from "./hash-turn.ts";

/** What OWASP asks of scrypt at least: N = 2^17, r = 8, p = 1, which takes 128 MiB and about half a second of a processor. */
export const passwordCost = 17;
const blockSize = 8;
const parallel = 1;
const keyBytes = 32;
const saltBytes = 16;

/** Passwords hashed at a time: what all others on this machine keep of its processors and memory does not hang on who signs in. */
const atOnce = 2;
/** How many more wait their turn, some ten seconds. Then somebody is told to come again, of the network of which most wait (fair-turns.ts). */
const waitingAtMost = 40;

export type PasswordHasher = {
  /** Gives what is kept: cost, salt and key as one text. @throws Fault `sign_in_busy` when too many wait. */
  hash(password: string): Promise<string>;
  /** @throws Fault `sign_in_busy` when too many wait. */
  verify(known: { readonly hash: string; readonly password: string }): Promise<boolean>;
  /** Whether it was made as they are made now. One that was not is made anew when its password is given next. */
  isCurrent(hash: string): boolean;
};

/** `cost`: the binary logarithm of N. Tests take less. `turnOf`: for whom is hashed. */
export function createPasswordHasher(cost: number = passwordCost, turnOf: () => Turn = hashTurn): PasswordHasher {
  const takeFairTurn = createFairTurns(
    atOnce,
    waitingAtMost,
    () => new Fault("sign_in_busy", { params: { seconds: 10 } }),
  );
  const takeTurn = <T>(work: () => Promise<T>): Promise<T> => takeFairTurn(turnOf(), work);
  const prefix = `scrypt$${cost}$${blockSize}$${parallel}$`;

  async function hash(password: string): Promise<string> {
    const salt = randomBytes(saltBytes);
    const key = await takeTurn(() => derive(password, salt, cost));
    return `${prefix}${salt.toString("base64url")}$${key.toString("base64url")}`;
  }

  return {
    hash,
    isCurrent: (known) => known.startsWith(prefix),
    verify: async ({ hash: known, password }) => {
      const parsed = parse(known);
      if (parsed !== null) {
        const key = await takeTurn(() => derive(password, parsed.salt, parsed.cost));
        return key.length === parsed.key.length && timingSafeEqual(key, parsed.key);
      }
      // As better-auth made them, which costs a quarter. The rest is spent too: what takes less time would tell that there is such a person.
      const holds = await takeTurn(() => verifyPassword({ hash: known, password }));
      await hash(password);
      return holds;
    },
  };
}

function parse(known: string): { readonly cost: number; readonly salt: Buffer; readonly key: Buffer } | null {
  const found = /^scrypt\$(\d{1,2})\$8\$1\$([\w-]+)\$([\w-]+)$/.exec(known);
  const [, cost, salt, key] = found ?? [];
  if (cost === undefined || salt === undefined || key === undefined) return null;
  return { cost: Number(cost), salt: Buffer.from(salt, "base64url"), key: Buffer.from(key, "base64url") };
}

/** One spelling for letters that keyboards send in several, as before: "ñ" is one sign from one and two from another. */
function derive(password: string, salt: Buffer, cost: number): Promise<Buffer> {
  const settings = { N: 2 ** cost, r: blockSize, p: parallel, maxmem: 2 * 128 * blockSize * 2 ** cost };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, keyBytes, settings, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
