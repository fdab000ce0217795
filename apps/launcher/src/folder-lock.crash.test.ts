import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault } from "@caudal/base/fault.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lockFolder } from "./folder-lock.ts";

let folder: string;
const others: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "caudal-lock-"));
});
afterEach(() => {
  for (const other of others.splice(0)) other.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** Another process that holds the lock of the folder, with an address announced. */
async function otherLauncher(): Promise<ChildProcess> {
  const module = join(import.meta.dirname, "folder-lock.ts");
  const script = `const { lockFolder } = await import(${JSON.stringify(module)});
    lockFolder(${JSON.stringify(folder)}).announce("http://127.0.0.1:1234");
    setTimeout(() => {
      gc();
      process.stdout.write("held");
    });
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--expose-gc", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  others.push(child);
  await once(child.stdout, "data");
  return child;
}

function faultOf(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("the lock of a data folder", () => {
  test("keeps a second launcher out, and names the address of the first", async () => {
    const other = await otherLauncher();
    const fault = faultOf(() => lockFolder(folder));
    expect([fault.code, fault.params["address"]]).toEqual(["already_running", "http://127.0.0.1:1234"]);
    other.kill("SIGKILL");
    await once(other, "exit");
  });

  test("is free again once its holder was killed, and says that it was", async () => {
    const other = await otherLauncher();
    other.kill("SIGKILL");
    await once(other, "exit");
    const lock = lockFolder(folder);
    expect(lock.afterCrash).toBe(true);
    lock.release();
  });

  test("is free after an orderly end, without a trace of a crash", () => {
    const first = lockFolder(folder);
    first.announce("http://127.0.0.1:1");
    first.release();
    const second = lockFolder(folder);
    expect(second.afterCrash).toBe(false);
    second.release();
  });

  test("cannot be had in a folder that is not there", () => {
    const fault = faultOf(() => lockFolder(join(folder, "missing")));
    expect(fault.code).toBe("data_folder_unusable");
  });
});
