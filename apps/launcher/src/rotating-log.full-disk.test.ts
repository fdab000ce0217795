import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeWith } from "@caudal/test/support/components.ts";
import { makeSmallDisk, requireSmallDisk, type SmallDisk } from "@caudal/test/support/small-disk.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRotatingLog } from "./rotating-log.ts";

describeWith(await requireSmallDisk(), "a log on a disk that is full", () => {
  let disk: SmallDisk;
  const at = (name: string) => join(disk.path, name);
  beforeEach(async () => {
    disk = await makeSmallDisk("size=64k");
  });
  afterEach(() => disk.remove());

  /** To the last byte. */
  const fill = () => {
    for (let bytes = 32_768, number = 0; bytes >= 1; number += 1)
      try {
        writeFileSync(at(`filler-${number}`), Buffer.alloc(bytes, 1));
      } catch {
        rmSync(at(`filler-${number}`));
        bytes = Math.floor(bytes / 2);
      }
  };
  const free = () => {
    for (const name of readdirSync(disk.path)) if (name.startsWith("filler")) rmSync(at(name));
  };
  const line = (number: number) => `line ${String(number).padStart(4, "0")} ${"x".repeat(500)}\n`;

  test("loses no line, tears none, and keeps their order once there is room", () => {
    const log = openRotatingLog(at("server.log"));
    log.write(line(0));
    fill();
    for (let number = 1; number < 50; number += 1) log.write(line(number));
    expect(readFileSync(at("server.log"), "utf8")).toMatch(/^(line \d{4} x{500}\n)+$/);
    free();
    log.write(line(50));
    log.close();
    expect(readFileSync(at("server.log"), "utf8")).toBe(
      Array.from({ length: 51 }, (_, number) => line(number)).join(""),
    );
  });

  test("says how much is missing of what was more than may wait, and keeps the newest", () => {
    const log = openRotatingLog(at("server.log"), { maxWaiting: 2_000 });
    fill();
    for (let number = 0; number < 20; number += 1) log.write(line(number));
    free();
    log.write(line(20));
    log.close();
    const said = readFileSync(at("server.log"), "utf8");
    expect(said).toMatch(/"the disk was full, and \d+ pieces of this log are missing"\}\n/);
    expect(said.endsWith(line(19) + line(20))).toBe(true);
  });

  test("keeps the older files as they are while no new one can be made", () => {
    const log = openRotatingLog(at("server.log"), { maxBytes: 2_000, keep: 2 });
    for (let number = 0; number < 8; number += 1) log.write(line(number));
    const names = ["server.log", "server.log.1", "server.log.2"];
    const before = names.map((name) => readFileSync(at(name), "utf8"));
    fill();
    for (let number = 8; number < 30; number += 1) log.write(line(number));
    expect(
      names.flatMap((name) => readFileSync(at(name), "utf8").match(/line \d{4}/g) ?? []).length,
    ).toBeGreaterThanOrEqual(before.join("").match(/line \d{4}/g)?.length ?? 0);
    free();
    log.write(line(30));
    log.close();
    expect(readFileSync(at("server.log"), "utf8").endsWith(line(30))).toBe(true);
    expect(statSync(at("server.log")).size).toBeLessThanOrEqual(2_000);
  });
});
