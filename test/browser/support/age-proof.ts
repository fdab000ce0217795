import pg from "pg";
import { databaseUrl } from "./visit.ts";

/** As if it were a while since this person signed in. */
export async function ageProof(userId: string): Promise<void> {
  const superuser = new pg.Client({ connectionString: databaseUrl });
  await superuser.connect();
  try {
    await superuser.query(`update auth.session set "provedAt" = now() - interval '1 hour' where "userId" = $1`, [
      userId,
    ]);
  } finally {
    await superuser.end();
  }
}
