import { createHash, randomBytes } from "node:crypto";
import { Fault } from "@caudal/base/fault.ts";
import { loadSecretFile } from "./secret-file.ts";

/** 32 bytes under which data keys are wrapped. `id` follows from them, and tells nothing about them. */
export type MasterKey = { readonly id: string; readonly bytes: Buffer };

/** What is sealed goes under `current`; the others still open what was sealed before the key was changed. */
export type Keyring = { readonly current: MasterKey; readonly retired: readonly MasterKey[] };

const keyBytes = 32;

/**
 * Keys as text, 32 bytes each in base64 or base64url, the current one first, with commas or lines between them. Rotating is putting a new
 * one in front; an old one may go once nothing is sealed under it any more (`rewrapSealed`).
 *
 * @throws Fault config_invalid, which does not show the text.
 */
export function parseKeyring(text: string): Keyring {
  const keys = text
    .split(/[\s,]+/)
    .filter((each) => each !== "")
    .map(parseMasterKey);
  const [current, ...retired] = keys;
  if (current === undefined) throw wrongKey();
  return { current, retired };
}

/** The keys that are configured, else those in the folder, else a new one put there. */
export async function loadKeyring(configured: string | undefined, folder: string): Promise<Keyring> {
  return parseKeyring(configured ?? (await loadSecretFile(folder, "master-key", newMasterKey)));
}

/** A new key as text. */
export function newMasterKey(): string {
  return randomBytes(keyBytes).toString("base64url");
}

/** The key of this id; null when it is not on the ring. */
export function keyOf(ring: Keyring, id: string): MasterKey | null {
  return [ring.current, ...ring.retired].find((key) => key.id === id) ?? null;
}

function parseMasterKey(text: string): MasterKey {
  const bytes = Buffer.from(text, "base64url");
  const plain = (written: string): string => written.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  if (bytes.length !== keyBytes || bytes.toString("base64url") !== plain(text)) throw wrongKey();
  const id = createHash("sha256").update("caudal master key\0").update(bytes).digest("hex").slice(0, 12);
  return { id, bytes };
}

function wrongKey(): Fault {
  return new Fault("config_invalid", {
    params: { problems: "CAUDAL_MASTER_KEY: 32 bytes in base64 each, the current one first" },
  });
}
