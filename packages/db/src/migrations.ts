import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** One numbered change of the database. `checksum` is SHA-256 of its text. */
export type Migration = {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
};

export const migrationsFolder = join(import.meta.dirname, "migrations");

/** The numbered files of a folder in order. Throws when a name has no number or two share one. */
export async function readMigrations(folder: string = migrationsFolder): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const migrations = await Promise.all(
    names.map(async (file) => {
      const match = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file);
      if (match === null) throw new Error(`migration ${file} is not named NNNN_name.sql`);
      const sql = await readFile(join(folder, file), "utf8");
      return {
        version: Number(match[1]),
        name: match[2] ?? "",
        sql,
        checksum: createHash("sha256").update(sql).digest("hex"),
      };
    }),
  );
  const twice = migrations.find((each, index) => migrations[index + 1]?.version === each.version);
  if (twice !== undefined) throw new Error(`two migrations have the number ${twice.version}`);
  return migrations;
}

/** A row of caudal.schema_migrations. */
export type AppliedMigration = Pick<Migration, "version" | "name" | "checksum">;

export type MigrationPlan =
  | { readonly kind: "apply"; readonly from: number; readonly to: number; readonly pending: readonly Migration[] }
  | { readonly kind: "too_new"; readonly database: number; readonly code: number }
  /** An applied migration reads differently now, or one was put in before applied ones: what the database is can't be told any more. */
  | { readonly kind: "altered"; readonly version: number; readonly name: string };

/** What has to happen to a database with these migrations applied. */
export function planMigrations(known: readonly Migration[], applied: readonly AppliedMigration[]): MigrationPlan {
  const code = known.at(-1)?.version ?? 0;
  const database = Math.max(0, ...applied.map((each) => each.version));
  if (database > code) return { kind: "too_new", database, code };
  const done = new Map(applied.map((each) => [each.version, each.checksum]));
  const altered =
    known.find((each) => each.version <= database && done.get(each.version) !== each.checksum) ??
    applied.find((each) => !known.some((migration) => migration.version === each.version));
  if (altered !== undefined) return { kind: "altered", version: altered.version, name: altered.name };
  return { kind: "apply", from: database, to: code, pending: known.filter((each) => each.version > database) };
}
