import type { Client } from "@caudal/contract/client/client.ts";
import { furnishAccount, furnishPerson, joinAs, password, type Room } from "./furnish-account.ts";
import { goodAsksOf, type GoodAsks } from "./good-asks.ts";

export type Asker = "owner" | "viewer" | "key";

/** Somebody new with an account in use, by what they ask, and what does what it is for. */
export async function furnishAsker(
  room: Room,
  who: Asker,
): Promise<{ readonly asks: GoodAsks; readonly headers: readonly string[]; readonly client: Client }> {
  // Whoever was made before came from this address too, and so did many guesses.
  await room.servers.superuser.query("delete from auth.attempts");
  const account = await furnishAccount(room);
  const staying = await joinAs(room, account, "analyst");
  const going = await joinAs(room, account, "analyst");
  // Whoever reads alone brought their files while they might do more.
  const asker = who === "viewer" ? await joinAs(room, account, "analyst") : account.person;
  const own = await furnishPerson(room, asker);
  const client = asker.at(room.url);
  if (who === "viewer") {
    const { user_id: id } = await client.getMe();
    await account.owner.proveIdentity({ body: { password } });
    await account.owner.updateMember({ params: { id }, body: { role: "viewer" } });
  }
  const asks = goodAsksOf(account, own, { staying: staying.id, going: going.id, email: staying.email });
  if (who !== "key") return { asks, client, headers: ["--header", `Cookie: ${asker.headers["cookie"] ?? ""}`] };
  const scopes = ["files:read", "files:write", "account:read", "account:manage"] as const;
  const { key } = await client.createApiKey({ body: { name: "todo", scopes: [...scopes], expires_in_days: 1 } });
  return { asks, client, headers: ["--header", `Authorization: Bearer ${key}`] };
}
