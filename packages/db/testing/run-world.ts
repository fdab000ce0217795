import { randomUUID } from "node:crypto";
import { connectDatabase, type Connected } from "@caudal/db/connect.ts";
import { foundAccount } from "@caudal/db/queries/people.ts";
import { withScope, type Scope } from "@caudal/db/scope.ts";
import pg from "pg";

export type DatabaseUrls = { readonly app: string; readonly signin: string };

/** A migrated database with people and files to start runs for. */
export type RunWorld = Connected & {
  addPerson(locale?: "es" | "en"): Promise<Scope>;
  addFile(scope: Scope): Promise<string>;
  close(): Promise<void>;
};

export function openRunWorld(urls: DatabaseUrls, applicationName = "run-world"): RunWorld {
  const connected = connectDatabase(urls.app, { applicationName, max: 25 });
  return {
    ...connected,
    async addPerson(locale = "es") {
      const userId = randomUUID();
      const email = `${userId}@example.test`;
      const signin = new pg.Client({ connectionString: urls.signin });
      await signin.connect();
      try {
        await signin.query(
          `insert into auth."user" (id, name, email, "emailVerified") values ($1, 'Persona', $2, true)`,
          [userId, email],
        );
      } finally {
        await signin.end();
      }
      const { accountId } = await foundAccount(connected.db, { userId, email, name: "Persona", locale });
      return { userId, accountId };
    },
    addFile: (scope) =>
      withScope(connected.db, scope, async (tx) => {
        const row = {
          account_id: scope.accountId,
          user_id: scope.userId,
          file_name: "ventas.csv",
          file_type: "text/csv",
          file_size: 1,
          storage_url: "/",
          object_key: randomUUID(),
          metadata: "{}",
        };
        return (await tx.insertInto("files").values(row).returning("id").executeTakeFirstOrThrow()).id;
      }),
  };
}
