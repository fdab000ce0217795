import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireComponent, type Component } from "./components.ts";

/** A real disk that a test may fill, in memory. */
export type SmallDisk = {
  readonly path: string;
  remove(): Promise<void>;
};

/** `options` as mount(8) takes them for a tmpfs, such as `size=8m` or `ro`. */
export async function makeSmallDisk(options: string): Promise<SmallDisk> {
  const place = await mkdtemp(join(tmpdir(), `caudal-test-${process.pid}-disk-`));
  try {
    return await mountHere(place, options).catch(() => mountInNamespace(place, options));
  } catch (error) {
    await rm(place, { recursive: true });
    throw error;
  }
}

async function mountHere(place: string, options: string): Promise<SmallDisk> {
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", place], { stdio: "pipe" });
  return {
    path: place,
    remove: async () => {
      execFileSync("umount", ["-l", place]);
      await rm(place, { recursive: true });
    },
  };
}

/**
 * Whoever may not mount can in namespaces of their own, where they count as root. The process that lives there holds the disk, and
 * its root folder leads others of the same user into it: https://man7.org/linux/man-pages/man5/proc_pid_root.5.html
 */
async function mountInNamespace(place: string, options: string): Promise<SmallDisk> {
  const script = 'mount -t tmpfs -o "$1" tmpfs "$0" && echo mounted && exec cat';
  const holder = spawn("unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", script, place, options]);
  let said = "";
  holder.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<never>((_, reject) => {
    holder.on("error", reject);
    holder.on("close", () => reject(new Error(said || "the disk's process ended")));
  });
  // Its end is expected once the disk is removed.
  ended.catch(() => undefined);
  await Promise.race([once(holder.stdout, "data"), ended]);
  return {
    path: `/proc/${holder.pid}/root${place}`,
    remove: async () => {
      holder.stdin.end();
      if (holder.exitCode === null) await once(holder, "exit");
      await rm(place, { recursive: true });
    },
  };
}

/** For `describeWith`: whether such a disk can be had here. */
export function requireSmallDisk(): Promise<Component> {
  return requireComponent(
    "a small disk",
    async () => (await makeSmallDisk("size=1m")).remove(),
    "run the tests on Linux as root, or where a user may make namespaces (unshare --user --mount); in a container with --cap-add SYS_ADMIN or without its seccomp profile",
  );
}
