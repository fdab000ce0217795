import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import { loadKeyring, newMasterKey, parseKeyring, type Keyring, type MasterKey } from "./keyring.ts";

/** A ring that everybody holds and whose keys change under them. */
export type KeyFile = {
  readonly ring: Keyring;
  /** Whether the keys stand in the data folder, and so are this server's to change. */
  readonly own: boolean;
  /** Puts a new key in front. Nothing is sealed under it before the disk has it. */
  addKey(): Promise<MasterKey>;
  /** Takes away all but the current key: nothing may be sealed under them any more. */
  dropRetired(): Promise<void>;
};

const name = "master-key";

/** Keys that are not to be changed here. */
export function heldKeys(ring: Keyring): KeyFile {
  const refuse = async (): Promise<never> => Promise.reject(new Error("the master key is not ours to change"));
  return { ring, own: false, addKey: refuse, dropRetired: refuse };
}

/**
 * Of keys that the operator configured nothing is changed here. `hide` is told each key, those that are made later too.
 *
 * @throws Faults of `loadKeyring`.
 */
export async function openKeyFile(
  configured: string | undefined,
  folder: string,
  hide: (secret: string) => void = () => undefined,
): Promise<KeyFile> {
  let held = await loadKeyring(configured, folder);
  const hideKeys = (keys: readonly MasterKey[]): void => {
    for (const { bytes } of keys) for (const form of ["base64url", "base64"] as const) hide(bytes.toString(form));
  };
  hideKeys([held.current, ...held.retired]);
  if (configured !== undefined) return heldKeys(held);
  const ring: Keyring = {
    get current() {
      return held.current;
    },
    get retired() {
      return held.retired;
    },
  };

  /** What is written is read again from its text: what the next start finds is what is used now. */
  async function keep(keys: readonly MasterKey[]): Promise<void> {
    hideKeys(keys);
    const text = keys.map((key) => key.bytes.toString("base64url")).join("\n");
    await writeWhole(folder, text);
    held = parseKeyring(text);
  }

  return {
    ring,
    own: true,
    addKey: async () => {
      const made = parseKeyring(newMasterKey()).current;
      await keep([made, held.current, ...held.retired]);
      return made;
    },
    dropRetired: () => keep([held.current]),
  };
}

/** As a whole or not at all, and on the disk with its name when this returns: a key that is lost opens nothing. */
async function writeWhole(folder: string, text: string): Promise<void> {
  const path = join(folder, name);
  const draft = `${path}.${process.pid}.${randomBytes(6).toString("hex")}`;
  try {
    const file = await open(draft, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    const directory = await open(folder, "r");
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } catch (cause) {
    throw new Fault("data_folder_unusable", { params: { path: folder }, cause });
  } finally {
    await rm(draft, { force: true });
  }
}
