import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateSigningKey } from "@caudal/receipts/receipt-key.ts";
import { checkSeal, sealContent } from "@caudal/receipts/seal-receipt.ts";
import { expect, onTestFinished, test } from "vitest";
import { loadReceiptKeys, type ReceiptKeys } from "./receipt-keys.ts";

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "caudal-receipt-keys-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

const receipt = { run: { id: "1" }, left: { rows: 3 } };
const signedBy = ({ signing }: ReceiptKeys) => ({ receipt, seal: sealContent(receipt, signing, new Date(0)) });

test("a key that takes another's place signs from then on, and what each earlier one signed stays good", async () => {
  const folder = await newFolder();
  const first = await loadReceiptKeys(undefined, folder);
  // The same one at the next start.
  expect((await loadReceiptKeys(undefined, folder)).signing.published).toEqual(first.signing.published);

  const second = await loadReceiptKeys(generateSigningKey(), folder);
  await rm(join(folder, "secrets", "receipts", "signing-key.pem"));
  const third = await loadReceiptKeys(undefined, folder);
  const kids = [third, second, first].map(({ signing }) => signing.published.kid);
  expect(new Set(kids).size).toBe(3);
  // The one that signs stands first.
  expect(third.published.keys.map(({ kid }) => kid)).toEqual(kids);
  for (const keys of [first, second, third]) expect(checkSeal(signedBy(keys), third.published)).toBe("good");

  // Who has only the keys of before the change knows that one is missing, and takes nothing for good.
  expect(checkSeal(signedBy(third), first.published)).toBe("key_unknown");
  const { seal } = signedBy(first);
  const passedOff = { receipt, seal: { ...seal, key_id: third.signing.published.kid } };
  expect(checkSeal(passedOff, third.published)).toBe("forged");
});

test("only public halves are published", async () => {
  const { published } = await loadReceiptKeys(undefined, await newFolder());
  expect(Object.keys(published.keys[0] ?? {})).not.toContain("d");
  expect(JSON.stringify(published)).not.toContain("PRIVATE");
});
