import { renderMail, isMailKey, type RenderedMail } from "@caudal/contract/mails/render-mail.ts";
import { openSealed } from "@caudal/secrets/envelope.ts";
import pg from "pg";
import type { TestServer } from "./test-server.ts";

/** A mail in the outbox of a test server, opened and written as it would go. */
export type OutboxMail = RenderedMail & {
  readonly id: string;
  readonly key: string;
  readonly locale: "es" | "en";
  readonly params: Readonly<Record<string, unknown>>;
};

/** The mails to an address that wait in the outbox, oldest first. A test server delivers none by itself. */
export async function mailsTo(server: TestServer, recipient: string): Promise<readonly OutboxMail[]> {
  const client = new pg.Client({ connectionString: server.database.superuserUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; key: string; locale: "es" | "en"; content: string }>(
      `select id, key, locale, content from caudal.outbox
       where kind = 'mail' and recipient = $1 and content is not null order by created_at, id`,
      [recipient],
    );
    return rows.map(({ id, key, locale, content }) => {
      if (!isMailKey(key)) throw new Error(`no mail has the key ${key}`);
      const place = { outbox: id, kind: "mail", recipient, key };
      const params = JSON.parse(openSealed(server.keyring, content, place)) as Record<string, unknown>;
      return { ...renderMail(locale, key, params), id, key, locale, params };
    });
  } finally {
    await client.end();
  }
}

/** The one mail of this key to an address; where there are several, the latest. */
export async function mailTo(server: TestServer, recipient: string, key: string): Promise<OutboxMail> {
  const mail = (await mailsTo(server, recipient)).filter((each) => each.key === key).at(-1);
  if (mail === undefined) throw new Error(`no mail ${key} to ${recipient}`);
  return mail;
}

/** What the link of a mail opens with. */
export const tokenOf = (mail: OutboxMail): string => /#token=([\w-]+)/.exec(mail.text)?.[1] ?? "";
