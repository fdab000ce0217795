import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { Receipt } from "@caudal/contract/resources/receipt.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sampleContent } from "../testing/sample-receipt.ts";
import { generateSigningKey, readPublicKey, readSigningKey } from "./receipt-key.ts";
import { checkSeal, sealReceipt } from "./seal-receipt.ts";

const key = readSigningKey(generateSigningKey());
const other = readSigningKey(generateSigningKey());
const keys = { keys: [other.published, key.published] };
const sealed = JSON.stringify(sealReceipt(sampleContent(), key, new Date("2026-11-21T10:00:01Z")));
const read = (text: string): unknown => JSON.parse(text);

type Path = readonly (string | number)[];
/** Where each value of a document stands, objects and lists included. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Array.isArray(value)
    ? value.flatMap((item, index) => pathsOf(item, [...path, index]))
    : Object.entries(value).flatMap(([name, item]) => pathsOf(item, [...path, name]));
  return [path, ...inner];
}
function change(value: unknown, [step, ...rest]: Path, to: (old: unknown) => unknown): unknown {
  if (step === undefined) return to(value);
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? change(item, rest, to) : item));
  return Object.fromEntries(
    Object.entries(Object(value)).map(([name, item]) => [name, name === step ? change(item, rest, to) : item]),
  );
}

test("a receipt as it was signed is good, whatever the order of its members and the blanks between them", () => {
  const shuffle = (value: unknown, seed: number): unknown => {
    if (Array.isArray(value)) return value.map((item) => shuffle(item, seed));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([name, item]) => [name, shuffle(item, seed + 1)] as const);
    const turn = seed % Math.max(1, entries.length);
    return Object.fromEntries([...entries.slice(turn), ...entries.slice(0, turn)].toReversed());
  };
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(8), (seed, indent) => {
      expect(checkSeal(read(JSON.stringify(shuffle(read(sealed), seed), null, indent)), keys)).toBe("good");
    }),
    { numRuns: 50 },
  );
  expect(Receipt.parse(read(sealed))).toEqual(read(sealed));
});

test("any value that was changed, removed or added is found, wherever it stands", () => {
  const paths = pathsOf(read(sealed)).filter((path) => path.length > 0);
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, to) => {
      const changed = change(read(sealed), path, () => to);
      fc.pre(JSON.stringify(changed) !== sealed && JSON.stringify(to) !== "-0");
      expect(checkSeal(changed, keys)).not.toBe("good");
    }),
    { numRuns: 400 },
  );
  for (const path of paths) {
    const within = change(read(sealed), path, (old) =>
      typeof old === "object" && old !== null && !Array.isArray(old) ? { ...old, more: 1 } : [old],
    );
    expect(checkSeal(within, keys), path.join(".")).not.toBe("good");
  }
  expect(checkSeal({ ...Object(read(sealed)), note: "added" }, keys)).toBe("forged");
});

test("a signature of somebody else is forged under our key's name, and unknown under its own", () => {
  const theirs = sealReceipt(sampleContent(), other, new Date());
  expect(checkSeal(theirs, { keys: [key.published] })).toBe("key_unknown");
  const asOurs = { ...theirs, seal: { ...theirs.seal, key_id: key.published.kid } };
  expect(checkSeal(asOurs, keys)).toBe("forged");
  expect(checkSeal(theirs, keys)).toBe("good");
});

test.each([
  ["empty", ""],
  ["not base64", "%%%"],
  ["cut", "AAAA"],
  ["spelled otherwise", null],
])("a signature that is %s is forged", (_, signature) => {
  const { receipt, seal } = Receipt.parse(read(sealed));
  expect(checkSeal({ receipt, seal: { ...seal, signature: signature ?? `${seal?.signature}=` } }, keys)).toBe("forged");
});

test("nothing that is no receipt is good", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => checkSeal(value, keys) !== "good"));
  expect(checkSeal({ receipt: sampleContent(), seal: null }, keys)).toBe("unsigned");
  expect(checkSeal({ receipt: sampleContent() }, keys)).toBe("forged");
});

test("a key is known by its thumbprint, and only Ed25519 keys are taken", () => {
  // The example of RFC 8037, appendix A.3.
  const jwk = {
    kty: "OKP",
    crv: "Ed25519",
    d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
  };
  const pem = createPrivateKey({ key: jwk, format: "jwk" }).export({ type: "pkcs8", format: "pem" }).toString();
  expect(readSigningKey(pem).published.kid).toBe("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  expect(readPublicKey(pem)).toEqual(readSigningKey(pem).published);
  const rsa = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" });
  for (const text of [rsa.toString(), "", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])
    expect(() => readSigningKey(text)).toThrow(/receipt_key_invalid/);
});

test("what is signed is the canonical JSON of RFC 8785: another program signs the same", () => {
  const content = { b: [1e21, 0.1, "ñ\u0007"], a: null };
  const seal = { algorithm: "Ed25519", key_id: key.published.kid, sealed_at: "2026-11-21T10:00:00.000Z" };
  const text = `{"receipt":{"a":null,"b":[1e+21,0.1,"ñ\\u0007"]},"seal":{"algorithm":"Ed25519","key_id":"${seal.key_id}","sealed_at":"${seal.sealed_at}"}}`;
  const signature = sign(null, Buffer.from(text), key.privateKey).toString("base64url");
  expect(checkSeal({ seal: { ...seal, signature }, receipt: content }, keys)).toBe("good");
});
