import { renderRejectReason } from "@caudal/contract/messages/reject-reason.ts";
import { byteOrderMark, csvLine, csvTable } from "@caudal/contract/format/csv-line.ts";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import { listLeftAccounts } from "@caudal/db/queries/departures.ts";
import { listOwnAccounts } from "@caudal/db/queries/erasure.ts";
import { findFile, listFiles, listRejects, type ListedFileRow } from "@caudal/db/queries/files.ts";
import { listInsights } from "@caudal/db/queries/insights.ts";
import { loadPerson } from "@caudal/db/queries/people.ts";
import { findReceipt } from "@caudal/db/queries/receipts.ts";
import type { Database } from "@caudal/db/schema.ts";
import { listRunIds } from "@caudal/db/queries/runs.ts";
import { readAsPerson, readApart, type PersonScope, type Scope } from "@caudal/db/scope.ts";
import type { ObjectStore } from "@caudal/objects/object-store.ts";
import type { Kysely } from "kysely";
import type { Pool } from "pg";
import { fileDetail } from "../files/file-resource.ts";
import { insightResource } from "../files/insight-resource.ts";
import { receiptDocument } from "../receipts/receipt-document.ts";
import { ownScopes } from "./own-scopes.ts";
import { entryName } from "./entry-name.ts";
import { exportWords, type ExportWords } from "./export-words.ts";
import {
  auditOf,
  invitationsOf,
  keysOf,
  notificationsOf,
  processingOf,
  runsOf,
  sessionsOf,
  sharesOf,
  waysInOf,
  webhooksOf,
} from "./export-lists.ts";
import type { ZipSource } from "./write-zip.ts";

export type ExportPorts = {
  readonly db: Kysely<Database>;
  /** Sign-in's own login. */
  readonly authPool: Pool;
  readonly objects: Pick<ObjectStore, "size" | "read">;
};

const pageSize = 100;

/** Everything of a person, account by account, in the order in which it is written. No transaction spans two pages. */
export async function* listEntries(
  ports: ExportPorts,
  person: PersonScope,
  locale: LanguageTag,
): AsyncGenerator<ZipSource> {
  const { db } = ports;
  const words = exportWords(locale);
  const { me, accounts, left } = await readAsPerson(db, person, async (tx) => ({
    me: await loadPerson(tx),
    accounts: await listOwnAccounts(tx),
    left: await listLeftAccounts(tx),
  }));
  const scopes = await ownScopes(db, person);
  yield text(words.readme, words.readmeText(me.name, new Date().toISOString()));
  yield json(words.profile, {
    ...me,
    accounts: accounts.map((account) => ({ id: account.account_id, name: account.name, role: account.role })),
    left_accounts: left.map(({ account_id, ...account }) => ({ id: account_id, ...account })),
  });
  let number = 0;
  for (const inAccount of scopes) {
    for await (const file of allFiles(db, inAccount)) {
      number += 1;
      yield* entriesOfFile(
        ports,
        inAccount,
        file,
        `${words.files}/${String(number).padStart(4, "0")} ${entryName(file.file_name)}`,
        locale,
        words,
      );
    }
  }
  yield array(words.notifications, notificationsOf(db, scopes));
  yield array(words.shares, sharesOf(db, scopes));
  yield array(words.sessions, sessionsOf(ports.authPool, person.userId));
  yield array(words.keys, keysOf(db, scopes));
  yield array(words.webhooks, webhooksOf(db, scopes));
  yield json(words.waysIn, await waysInOf(ports.authPool, person.userId));
  yield array(words.invitations, invitationsOf(db, person));
  yield array(words.audit, auditOf(db, person));
}

async function* allFiles(db: Kysely<Database>, scope: Scope): AsyncGenerator<ListedFileRow> {
  let after: { uploadedAt: string; id: string } | undefined;
  for (;;) {
    const rows = await readApart(db, scope, (tx) =>
      listFiles(tx, { limit: pageSize, whose: "own", ...(after ? { after } : {}) }),
    );
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < pageSize || last === undefined) return;
    after = { uploadedAt: last.place, id: last.id };
  }
}

async function* entriesOfFile(
  { db, objects }: ExportPorts,
  scope: Scope,
  file: ListedFileRow,
  folder: string,
  locale: LanguageTag,
  words: ExportWords,
): AsyncGenerator<ZipSource> {
  const { whole, insights } = await readApart(db, scope, async (tx) => ({
    whole: await findFile(tx, file.id),
    insights: (await listInsights(tx, file.id)).map((row) => insightResource(row, locale)),
  }));
  // Deleted since it was listed.
  if (whole === null) return;
  const size = await objects.size(file.object_key);
  if (size !== null)
    yield { path: `${folder}/${entryName(file.file_name)}`, size, open: () => objects.read(file.object_key) };
  yield json(`${folder}/${words.file}`, { account_id: file.account_id, ...fileDetail(whole, locale) });
  yield json(`${folder}/${words.insights}.json`, insights);
  yield text(
    `${folder}/${words.insights}.csv`,
    csvTable(
      words.insightColumns,
      insights.map((each) => [
        each.title,
        each.description,
        each.type,
        each.confidence_score,
        each.importance,
        each.columns.join(", "),
        each.action,
      ]),
    ),
  );
  yield {
    path: `${folder}/${words.rejects}`,
    open: async () => rejectLines(db, scope, file.id, locale, words),
  };
  yield array(`${folder}/${words.logs}`, processingOf(db, scope, file.id));
  yield array(`${folder}/${words.runs}`, runsOf(db, scope, file.id, locale));
  for (const run of await readApart(db, scope, (tx) => listRunIds(tx, file.id))) {
    const receipt = await readApart(db, scope, (tx) => findReceipt(tx, run));
    if (receipt !== null) yield json(`${folder}/${words.receipts}/${run}.json`, receiptDocument(receipt));
  }
}

async function* rejectLines(
  db: Kysely<Database>,
  scope: Scope,
  fileId: string,
  locale: LanguageTag,
  words: ExportWords,
): AsyncGenerator<Buffer> {
  yield Buffer.from(byteOrderMark + csvLine(words.rejectColumns));
  for (let offset = 0; ; offset += 1000) {
    const rows = await readApart(db, scope, (tx) => listRejects(tx, fileId, offset, 1000));
    if (rows.length === 0) return;
    const lines = rows.map((row) =>
      csvLine([Number(row.line), row.column_name, renderRejectReason(row.reason, row.column_name, locale), row.text]),
    );
    yield Buffer.from(lines.join(""));
  }
}

function text(path: string, content: string): ZipSource {
  return { path, open: async () => once(Buffer.from(content)) };
}

function json(path: string, value: unknown): ZipSource {
  return text(path, `${JSON.stringify(value, null, 2)}\n`);
}

async function* once(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

/** A list that is written item by item. */
function array(path: string, items: AsyncIterable<unknown>): ZipSource {
  return { path, open: async () => arrayText(items) };
}

async function* arrayText(items: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  let before = "[";
  for await (const item of items) {
    yield Buffer.from(`${before}\n${JSON.stringify(item)}`);
    before = ",";
  }
  yield Buffer.from(before === "[" ? "[]\n" : "\n]\n");
}
