import { readDeparture } from "@caudal/db/queries/departures.ts";
import type { EnqueueMail } from "@caudal/db/queries/outbox.ts";
import type { Database } from "@caudal/db/schema.ts";
import type { Transaction } from "kysely";
import type { PageLinks } from "../mail/page-links.ts";

export type DepartureTeller = {
  readonly enqueueMail: EnqueueMail;
  readonly links: Pick<PageLinks, "ownData">;
};

/** Tells a person that they belong to the account no more, and until when their things are kept: in the transaction in which that happened. */
export async function tellDeparture(
  tx: Transaction<Database>,
  { enqueueMail, links }: DepartureTeller,
  scope: { readonly accountId: string },
  userId: string,
): Promise<void> {
  const departure = await readDeparture(tx, userId);
  if (departure === null) return;
  const { email, name, locale, account, files, ends_at } = departure;
  await enqueueMail(tx, {
    to: email,
    locale,
    key: "membership.ended",
    accountId: scope.accountId,
    userId,
    params: { name, account, files, ends_at: ends_at.toISOString(), link: links.ownData() },
  });
}
