import type { Me } from "@caudal/contract/resources/me.ts";
import pg from "pg";
import { databaseUrl } from "./visit.ts";

/** The second person belongs to the first one's account, and to no other any more. */
export async function moveInto(owner: Me, member: Me): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `insert into caudal.members (account_id, user_id, role, access_profile_id)
     select $1, $2, 'analyst', id from caudal.access_profiles where account_id = $1 limit 1`,
    [owner.account.id, member.user_id],
  );
  await client.query("delete from caudal.accounts where id = $1", [member.account.id]);
  await client.end();
}
