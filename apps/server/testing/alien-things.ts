import { randomUUID } from "node:crypto";
import { createPerson } from "@caudal/db/testing/people.ts";
import { asSuperuser, type Somebody } from "./crew.ts";
import type { Kind } from "./id-requests.ts";
import { makeGoneThing, makeThing } from "./things.ts";
import type { TestServer, Visitor } from "./test-server.ts";

/** A new thing of that kind for somebody in the account of its owner; gives its id. */
export function makeAny(server: TestServer, kind: Kind, whose: Somebody, owner: Somebody): Promise<string> {
  return kind === "delivery" ? makeDelivery(server, whose, owner) : makeThing(server, kind, whose, owner);
}

/** A message that did not arrive, and could be sent again; `to`: the webhook that it was for. */
export async function makeDelivery(server: TestServer, whose: Somebody, owner: Somebody, to?: string): Promise<string> {
  const id = randomUUID();
  const notification = await makeThing(server, "notification", whose, owner);
  await asSuperuser(
    server,
    `insert into caudal.webhook_deliveries (id, webhook_id, account_id, user_id, kind, state, attempts, notification_id)
     values ($1, $2, $3, $4, 'file.done', 'failed', 1, $5)`,
    [id, to ?? (await makeThing(server, "webhook", whose, owner)), owner.scope.accountId, whose.userId, notification],
  );
  return id;
}

/** The id of one that was there. */
export async function makeGone(server: TestServer, kind: Kind, whose: Somebody, owner: Somebody): Promise<string> {
  if (kind === "delivery") {
    const id = await makeDelivery(server, whose, owner);
    await asSuperuser(server, "delete from caudal.webhook_deliveries where id = $1", [id]);
    return id;
  }
  const gone = await makeGoneThing(server, kind, whose, owner);
  if (gone !== null) return gone;
  const { accountId } = await createPerson(server.database);
  await asSuperuser(server, "delete from caudal.accounts where id = $1", [accountId]);
  return accountId;
}

const metadata = `filename ${Buffer.from("ventas.csv").toString("base64")}`;

/** Announces an upload of five bytes; gives its id. */
export async function announce(who: Pick<Visitor, "fetch">): Promise<string> {
  const headers = { "tus-resumable": "1.0.0", "upload-length": "5", "upload-metadata": metadata };
  const made = await who.fetch("/api/uploads", { method: "POST", headers });
  const id = made.headers.get("location")?.split("/").at(-1);
  if (id === undefined) throw new Error(`not announced: ${made.status}`);
  return id;
}
