import { randomUUID } from "node:crypto";
import { foundAccount } from "../src/queries/people.ts";
import { withScope, type Scope } from "../src/scope.ts";
import type { Database } from "../src/schema.ts";
import type { TestDatabase } from "./test-database.ts";

/** Somebody who has signed up, with an account of his own. */
export type Person = {
  readonly userId: string;
  readonly accountId: string;
  readonly email: string;
  readonly scope: Scope;
};

/** Signs somebody up: a row of sign-in's and what `foundAccount` makes. */
export async function createPerson(
  database: TestDatabase,
  about: { readonly name?: string; readonly email?: string; readonly locale?: "es" | "en" } = {},
): Promise<Person> {
  const userId = randomUUID();
  const { name = "Ana Pruebas", email = `${userId}@ejemplo.test`, locale = "es" } = about;
  await database.signin.query(`insert into "user" ("id", "name", "email", "emailVerified") values ($1, $2, $3, true)`, [
    userId,
    name,
    email,
  ]);
  const { accountId } = await foundAccount(database.app.db, { userId, email, name, locale });
  return { userId, accountId, email, scope: { userId, accountId } };
}

/** Makes a person a member of another one's account too, with its access profile "Todo" unless another is named. */
export async function joinAccount(
  database: TestDatabase,
  owner: Scope,
  person: Person,
  role: Database["members"]["role"],
  accessProfileId?: string,
): Promise<Scope> {
  await withScope(database.app.db, owner, async (tx) => {
    const profile =
      accessProfileId ??
      (
        await tx
          .selectFrom("access_profiles")
          .select("id")
          .where("name", "in", ["Todo", "Everything"])
          .executeTakeFirstOrThrow()
      ).id;
    await tx
      .insertInto("members")
      .values({ account_id: owner.accountId, user_id: person.userId, role, access_profile_id: profile })
      .execute();
  });
  return { userId: person.userId, accountId: owner.accountId };
}

/** A file of this person. */
export async function createFile(database: TestDatabase, scope: Scope, name = "ventas.csv"): Promise<string> {
  const id = randomUUID();
  await withScope(database.app.db, scope, (tx) =>
    tx
      .insertInto("files")
      .values({
        id,
        account_id: scope.accountId,
        user_id: scope.userId,
        file_name: name,
        file_type: "text/csv",
        file_size: 10,
        storage_url: `/api/files/${id}/content`,
        object_key: `files/${id}`,
      })
      .execute(),
  );
  return id;
}
