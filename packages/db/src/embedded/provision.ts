import { createClient } from "../single-client.ts";
import type { ClusterRecord } from "./cluster-record.ts";

export const logins = { owner: "caudal_owner", app: "caudal_app", signin: "caudal_auth" } as const;

/**
 * Makes the three logins and the database, as the cluster's superuser, which nothing else uses afterwards. May be repeated: a crash
 * between two of its statements leaves nothing that the next start trips over.
 */
export async function provision(
  record: ClusterRecord,
  port: number,
  database: string,
  options: { readonly ownerMayCreateDatabases: boolean },
): Promise<void> {
  const client = createClient({
    host: "127.0.0.1",
    port,
    user: "postgres",
    password: record.passwords.superuser,
    database: "postgres",
  });
  await client.connect();
  try {
    for (const [kind, name] of Object.entries(logins)) {
      const { rowCount } = await client.query("select from pg_roles where rolname = $1", [name]);
      if (rowCount === 0) await client.query(`create role ${name} login`);
      const password = client.escapeLiteral(record.passwords[kind as keyof typeof logins]);
      const may =
        kind === "owner"
          ? `createrole ${options.ownerMayCreateDatabases ? "createdb" : "nocreatedb"}`
          : "nocreaterole nocreatedb";
      await client.query(`alter role ${name} nosuperuser nobypassrls ${may} password ${password}`);
    }
    const { rowCount } = await client.query("select from pg_database where datname = $1", [database]);
    if (rowCount === 0)
      await client.query(`create database ${client.escapeIdentifier(database)} owner ${logins.owner}`);
    await client.query(`revoke all on database ${client.escapeIdentifier(database)} from public`);
    await client.query(
      `grant connect on database ${client.escapeIdentifier(database)} to ${logins.app}, ${logins.signin}`,
    );
  } finally {
    await client.end();
  }
}

/** The addresses of a provisioned cluster: by its socket, where it has one: both sides spend less on it than on a port. */
export function urlFor(
  record: ClusterRecord,
  port: number,
  kind: keyof ClusterRecord["passwords"],
  database: string,
  socketFolder: string | null = null,
): string {
  const user = kind === "superuser" ? "postgres" : logins[kind];
  return `postgres://${user}:${encodeURIComponent(record.passwords[kind])}@${socketFolder === null ? "127.0.0.1" : encodeURIComponent(socketFolder)}:${port}/${database}`;
}
