import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import yauzl from "yauzl";
import { furnish } from "../../testing/furnish.ts";
import { asSuperuser } from "../../testing/join-account-of.ts";
import { signUp, startTestServer, type TestServer } from "../../testing/test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Six entries each, for their bytes are gone: more together than a zip's short form counts. */
const files = 11_000;

test("an export of more entries than a zip's short form counts arrives whole", async () => {
  const person = await signUp(server);
  const { fileId } = await furnish(server, person.scope);
  await asSuperuser(server, async (client) => {
    await client.query(
      `insert into caudal.files (id, account_id, user_id, file_name, file_type, file_size, storage_url, object_key, sha256, rows, rejected, reading, columns)
       select gen_random_uuid(), account_id, user_id, 'ventas ' || n || '.csv', file_type, file_size, storage_url, 'uploads/' || gen_random_uuid() || '/original',
         encode(sha256(n::text::bytea), 'hex'), rows, rejected, reading, columns
       from caudal.files, generate_series(1, $2::int) n where id = $1`,
      [fileId, files],
    );
  });

  const response = await person.client.exportMyData();
  const path = join(server.folder, "many.zip");
  await pipeline(response.body ?? [], createWriteStream(path));
  const zip = await yauzl.openPromise(path);
  const names = new Set<string>();
  for await (const entry of zip.eachEntry()) names.add(entry.fileName);
  expect(names.size).toBe(zip.entryCount);
  expect(zip.entryCount).toBe(18 + 6 * files);
  expect(names).toContain(`archivos/${files + 1} ventas.csv/ventas.csv`);
});
