import { noticeCatalogues, renderNotice } from "@caudal/contract/notices/catalogue.ts";
import { noticeKeys } from "@caudal/contract/notices/notice.ts";
import { sql, type Selectable } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createFile, createPerson, type Person } from "../testing/people.ts";
import { createTestDatabase, type TestDatabase } from "../testing/test-database.ts";
import type { Database } from "./schema.ts";
import { withScope } from "./scope.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

type Status = Selectable<Database["files"]>["status"];

async function setStatus(
  person: Person,
  id: string,
  status: Status,
  more: { error_message?: string; error?: string } = {},
): Promise<void> {
  await withScope(database.app.db, person.scope, (tx) =>
    tx
      .updateTable("files")
      .set({ status, ...more })
      .where("id", "=", id)
      .execute(),
  );
}

async function readNotices(person: Person) {
  return withScope(database.app.db, person.scope, (tx) =>
    tx
      .selectFrom("notifications")
      .select(["key", "title", "message", "type", "is_read", "params"])
      .orderBy("created_at")
      .execute(),
  );
}

test("every change of a file's state tells its person once, in the person's language; only outcomes are unread", async () => {
  const person = await createPerson(database, { locale: "en" });
  const file = await createFile(database, person.scope, "ventas ñ.csv");
  await setStatus(person, file, "processing");
  await setStatus(person, file, "processing");
  await setStatus(person, file, "error", {
    error_message: "It is empty.",
    error: JSON.stringify({ code: "file_empty", params: {} }),
  });
  await setStatus(person, file, "processing");
  await setStatus(person, file, "done");
  const notices = await readNotices(person);
  expect(notices.map(({ key, type, is_read }) => [key, type, is_read])).toEqual([
    ["file.uploaded", "info", true],
    ["file.processing", "info", true],
    ["file.error", "error", false],
    ["file.processing", "info", true],
    ["file.done", "success", false],
  ]);
  expect(notices[2]).toMatchObject({
    title: "We could not process your file",
    message: "“ventas ñ.csv”: It is empty.",
    params: { file_name: "ventas ñ.csv", reason: "It is empty.", code: "file_empty" },
  });
});

test("the database and the catalogue write the same words, whatever a file is called", async () => {
  for (const locale of ["es", "en"] as const) {
    const person = await createPerson(database, { locale });
    for (const name of ["ventas.csv", "{reason}{file_name}.csv", "{", "a{b}c}", "\\1 $1 %s 😀 'comillas'"]) {
      const file = await createFile(database, person.scope, name);
      await setStatus(person, file, "error", { error_message: "{file_name}" });
    }
    for (const notice of await readNotices(person)) {
      const key = noticeKeys.find((each) => each === notice.key);
      if (key === undefined) throw new Error(`${notice.key} is in no catalogue`);
      expect({ title: notice.title, message: notice.message }).toEqual(renderNotice(locale, key, notice.params));
    }
  }
});

test("the migrator keeps the sentences as the catalogue has them", async () => {
  const { rows } = await sql`select 1 from caudal.notice_texts`
    .execute(database.app.db)
    .catch(() => ({ rows: ["refused"] }));
  expect(rows).toEqual(["refused"]);
  expect(Object.keys(noticeCatalogues.es).sort()).toEqual([...noticeKeys].sort());
  const { rows: states } = await sql<{
    key: string;
  }>`select 'file.' || unnest(enum_range(null::caudal.file_status)) as key`.execute(database.app.db);
  expect(
    [
      ...states.map((state) => state.key),
      "file.kept",
      "file.cancelled",
      "share.begun",
      "webhook.failing",
      "webhook.gone",
      "webhook.undelivered",
    ].sort(),
  ).toEqual([...noticeKeys].sort());
});
