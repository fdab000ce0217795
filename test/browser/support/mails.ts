import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadKeyring } from "@caudal/secrets/keyring.ts";
import { openSealed } from "@caudal/secrets/envelope.ts";
import { simpleParser } from "mailparser";
import pg from "pg";
import { expect } from "vitest";
import { databaseUrl, dataFolder } from "./visit.ts";

/** Waits for a mail to that address with a link to that page, whether it still waits in the outbox or went into the folder; gives the link. */
export async function linkMailedTo(recipient: string, path: string): Promise<string> {
  let link: string | undefined;
  await expect
    .poll(
      async () => {
        const texts = [...(await waiting(recipient)), ...(await written(recipient))];
        link = texts
          .flatMap((text) => text.match(/https?:\/\/[^\s"<>\\]+/g) ?? [])
          .findLast((address) => new URL(address).pathname === path);
        return link;
      },
      { timeout: 30_000 },
    )
    .toBeDefined();
  return link ?? "";
}

async function waiting(recipient: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; key: string; content: string }>(
      "select id, key, content from caudal.outbox where kind = 'mail' and recipient = $1 and content is not null order by created_at",
      [recipient],
    );
    const keyring = await loadKeyring(undefined, join(dataFolder, "secrets"));
    return rows.map(({ id, key, content }) =>
      openSealed(keyring, content, { outbox: id, kind: "mail", recipient, key }),
    );
  } finally {
    await client.end();
  }
}

async function written(recipient: string): Promise<readonly string[]> {
  const folder = join(dataFolder, "outbox");
  const names = await readdir(folder).catch(() => []);
  const mails = await Promise.all(
    names.filter((name) => name.endsWith(".eml")).map(async (name) => simpleParser(await readFile(join(folder, name)))),
  );
  return mails
    .filter((mail) => [mail.to ?? []].flat().some((to) => to.text.includes(recipient)))
    .map((mail) => mail.text ?? "");
}
