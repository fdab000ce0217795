import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { hashPassword } from "better-auth/crypto";
import { describe, expect, test } from "vitest";
import { createPasswordHasher } from "./password-hash.ts";

const password = "mañana llueve en Quito";

/** Counts how many scrypts run at once, at most, and with what. */
async function watch<T>(work: () => Promise<T>) {
  const { scrypt } = crypto;
  let running = 0;
  let most = 0;
  const settings: crypto.ScryptOptions[] = [];
  const counted = (
    given: crypto.BinaryLike,
    salt: crypto.BinaryLike,
    length: number,
    options: crypto.ScryptOptions,
    done: (error: Error | null, key: Buffer) => void,
  ): void => {
    running += 1;
    most = Math.max(most, running);
    settings.push(options);
    scrypt(given, salt, length, options, (error, key) => {
      running -= 1;
      done(error, key);
    });
  };
  Object.assign(crypto, { scrypt: counted });
  syncBuiltinESMExports();
  try {
    return { result: await work(), most, settings };
  } finally {
    Object.assign(crypto, { scrypt });
    syncBuiltinESMExports();
  }
}

describe("a password", () => {
  test("is hashed with what OWASP asks of scrypt at least, with a salt of its own", async () => {
    const hasher = createPasswordHasher();
    const { result: hash, settings } = await watch(() => hasher.hash(password));
    expect(settings).toMatchObject([{ N: 2 ** 17, r: 8, p: 1 }]);
    expect(hash).toMatch(/^scrypt\$17\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect(await hasher.hash(password)).not.toBe(hash);
    expect(hasher.isCurrent(hash)).toBe(true);
    expect(await hasher.verify({ hash, password })).toBe(true);
    expect(await hasher.verify({ hash, password: `${password} ` })).toBe(false);
  });

  test("is the same however a keyboard spells its letters, and as long as it is", async () => {
    const hasher = createPasswordHasher(10);
    const hash = await hasher.hash(password.normalize("NFD"));
    expect(await hasher.verify({ hash, password: password.normalize("NFC") })).toBe(true);
    const long = "x".repeat(127);
    const kept = await hasher.hash(`${long}a`);
    expect(await hasher.verify({ hash: kept, password: `${long}b` })).toBe(false);
  });

  test("of before still opens, is known as old, and takes no less work than one of now", async () => {
    const hasher = createPasswordHasher(10);
    const old = await hashPassword(password);
    expect(hasher.isCurrent(old)).toBe(false);
    const { result, settings } = await watch(() => hasher.verify({ hash: old, password }));
    expect(result).toBe(true);
    expect(settings.map(({ N }) => N)).toContain(2 ** 10);
    expect(await hasher.verify({ hash: old, password: "otra" })).toBe(false);
    const cheaper = await createPasswordHasher(9).hash(password);
    expect(hasher.isCurrent(cheaper)).toBe(false);
    expect(await hasher.verify({ hash: cheaper, password })).toBe(true);
  });

  test.each(["", "scrypt$17$8$1$", "scrypt$x$8$1$aa$bb", "nonsense", "scrypt$10$8$1$AAAA$"])(
    "kept as %j opens for nobody",
    async (hash) => {
      const hasher = createPasswordHasher(10);
      expect(await hasher.verify({ hash, password }).catch(() => false)).toBe(false);
    },
  );
});

test("of a crowd that signs in at once two are hashed at a time, all in the queue get their turn, and the rest is told to come again", async () => {
  const hasher = createPasswordHasher(10);
  const { result, most } = await watch(() =>
    Promise.allSettled(Array.from({ length: 60 }, () => hasher.hash(password))),
  );
  expect(most).toBe(2);
  const refused = result.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(60 - 42);
  for (const each of refused) expect(each).toMatchObject({ reason: { code: "sign_in_busy", params: { seconds: 10 } } });
  expect(await hasher.verify({ hash: await hasher.hash(password), password })).toBe(true);
});
