import { execFile } from "node:child_process";
import { chown, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Binaries } from "./binaries.ts";
import { unusable, type ClusterRecord } from "./cluster-record.ts";
import type { RunUser } from "./run-user.ts";

/** What children get from our environment: nothing that PostgreSQL would take for a setting, and messages that we can read. */
export const childEnvironment = { LC_ALL: "C", TZ: "UTC", PATH: process.env["PATH"] ?? "" };

const run = promisify(execFile);

/**
 * Makes a cluster: scram-sha-256 for every connection, UTF-8, the builtin locale C.UTF-8 (text sorts alike on every machine), data
 * checksums. A cluster is there whole or not at all: one that a crash cut short is thrown away.
 */
export async function initialiseCluster(
  binaries: Binaries,
  record: ClusterRecord,
  user: RunUser | null,
  options: { readonly fsync: boolean },
): Promise<void> {
  const partial = `${record.dataFolder}.partial`;
  const passwordFile = `${partial}.pw`;
  try {
    await rm(partial, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    await rm(passwordFile, { force: true });
    await mkdir(partial, { mode: 0o700 });
    await writeFile(passwordFile, `${record.passwords.superuser}\n`, { mode: 0o600, flag: "wx" });
    if (user !== null) {
      await chown(partial, user.uid, user.gid);
      await chown(passwordFile, user.uid, user.gid);
    }
    const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
    await run(
      binaries.initdb,
      [
        "-D",
        partial,
        "-U",
        "postgres",
        "-A",
        "scram-sha-256",
        `--pwfile=${passwordFile}`,
        "--data-checksums",
        ...locale,
      ].concat(options.fsync ? [] : ["--no-sync"]),
      { cwd: partial, env: childEnvironment, ...(user === null ? {} : { uid: user.uid, gid: user.gid }) },
    );
    await rename(partial, record.dataFolder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    throw unusable(record.dataFolder, lastLine(error));
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** initdb says what went wrong in its last line. */
function lastLine(error: unknown): unknown {
  if (!(error instanceof Error) || !("stderr" in error)) return error;
  const line = String(error.stderr).trim().split("\n").at(-1) ?? "";
  return new Error(line === "" ? error.message : line, { cause: error });
}
