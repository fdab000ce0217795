import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { describeWith } from "../support/components.ts";
import { makeSmallDisk, requireSmallDisk, type SmallDisk } from "../support/small-disk.ts";
import { addressOf, isReady, makeDataFolder, processesOf, removePlatform, startPlatform } from "./platform.ts";

let folder: string;
beforeEach(() => {
  folder = makeDataFolder();
});
afterEach(() => removePlatform(folder));

/** What a start that is refused says. It must end by itself, with 1, and leave nothing running. */
async function refusal(options: Parameters<typeof startPlatform>[1], where = folder): Promise<string> {
  const platform = startPlatform(where, options);
  expect(await platform.ended(), platform.output()).toBe(1);
  expect(processesOf(where)).toEqual([]);
  return platform.output();
}

describe("a start is refused", () => {
  test("beside another one on the same folder, which it names and leaves alone", async () => {
    const first = startPlatform(folder);
    const address = await addressOf(first);
    const second = startPlatform(folder);
    expect(await second.ended()).toBe(1);
    expect(second.output()).toContain("ya está en marcha");
    expect(second.output()).toContain(address);
    expect(await isReady(address)).toBe(true);
  });

  test("when the port is taken, with the way to choose another", async () => {
    const squatter = createServer().listen(0, "127.0.0.1");
    await once(squatter, "listening");
    const bound = squatter.address();
    const port = typeof bound === "object" && bound !== null ? bound.port : 0;
    const said = await refusal({ args: ["--port", String(port)] });
    expect(said).toContain(`puerto ${port}`);
    expect(said).toContain("CAUDAL_PORT=");
    expect(existsSync(join(folder, "postgres"))).toBe(false);
    squatter.close();
  });

  test("when the data folder is a file", async () => {
    const path = join(folder, "file");
    writeFileSync(path, "");
    const said = await refusal({ env: { CAUDAL_DATA_DIR: path } });
    expect(said).toContain(path);
    expect(said).toMatch(/EEXIST|ENOTDIR/);
  });

  test.each(["objects", "scratch"])("when %s in it is a file, which is named", async (name) => {
    writeFileSync(join(folder, name), "");
    const said = await refusal({});
    expect(said).toContain(join(folder, name));
    expect(said).toContain("La carpeta de datos no se puede usar");
  });

  test("for a wrong setting, each named with its reason", async () => {
    const said = await refusal({ args: ["--port", "70000", "--colour", "red"], env: { CAUDAL_PROT: "1" } });
    expect(said).toContain("CAUDAL_PORT: debe ser un número entero entre 0 y 65535");
    expect(said).toContain("--colour");
    expect(said).toContain("CAUDAL_PROT: no existe; ¿querías decir CAUDAL_PORT?");
  });

  test("for a database of one's own with a login missing, which is named", async () => {
    const said = await refusal({ env: { DATABASE_URL: "postgres://app:secret-word@127.0.0.1:1/caudal" } });
    expect(said).toContain("CAUDAL_AUTH_URL: falta");
    expect(said).not.toContain("secret-word");
  });

  test("for a database that is not there, without showing its password", async () => {
    const url = (login: string) => `postgres://${login}:secret-word@127.0.0.1:1/caudal`;
    const said = await refusal({
      env: { DATABASE_URL: url("app"), CAUDAL_AUTH_URL: url("auth"), CAUDAL_MIGRATE_URL: url("owner") },
    });
    expect(said).toContain("No se pudo llegar a la base de datos");
    expect(said).not.toContain("secret-word");
  });
});

describeWith(await requireSmallDisk(), "a start is refused on a disk", () => {
  let disk: SmallDisk | undefined;
  afterEach(async () => {
    await disk?.remove();
    disk = undefined;
  });

  test.each([
    ["full", "size=8m", "ENOSPC"],
    ["read-only", "ro", "EROFS"],
  ])("that is %s", async (_how, options, reason) => {
    disk = await makeSmallDisk(options);
    const said = await refusal({}, disk.path);
    expect(said).toContain(disk.path);
    expect(said).toContain(reason);
  });
});
