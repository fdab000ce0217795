import { randomInt } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** The demonstration's person. */
export const demoEmail = "demo@caudal.local";

/**
 * How far the demonstration came, kept in the data folder, so that a start that was killed in the middle goes on from there.
 * The password is in it until it was shown, and never afterwards.
 */
const Record = z.object({
  password: z.string().nullable(),
  /** Uploads begun, by the sample's file name. */
  uploads: z.record(z.string(), z.string()),
  state: z.enum(["begun", "filled", "shown"]),
});
export type DemoRecord = z.infer<typeof Record>;

const nameOf = (folder: string) => join(folder, "demo.json");

export function readDemoRecord(folder: string): DemoRecord | undefined {
  try {
    return Record.parse(JSON.parse(readFileSync(nameOf(folder), "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** On disk, whole, when this returns. */
export function writeDemoRecord(folder: string, record: DemoRecord): void {
  const path = nameOf(folder);
  const descriptor = openSync(`${path}.new`, "w", 0o600);
  writeSync(descriptor, JSON.stringify(record));
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(`${path}.new`, path);
}

/** Four groups of five letters and digits that are not taken for one another: 99 bits, and easy to type. */
export function makePassword(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join("");
  return [group(), group(), group(), group()].join("-");
}
