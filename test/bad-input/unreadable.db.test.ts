import type { Problem } from "@caudal/contract/resources/problem.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { downloadHash } from "../crash/support/servers/look-at-file.ts";
import { signUpAt, type Person } from "../crash/support/servers/person.ts";
import { startServerPair, type ServerPair } from "../crash/support/servers/server-pair.ts";
import { sha256 } from "../crash/support/servers/tus-upload.ts";
import * as files from "./support/files.ts";
import { awaitEnding } from "./support/live.ts";
import { send } from "./support/send.ts";

let servers: ServerPair;
let person: Person;
let url: string;
/** A file that was read before all the bad ones, and must be as it was after them. */
let good: { readonly id: string; readonly bytes: Buffer };
beforeAll(async () => {
  servers = await startServerPair({ count: 1 });
  url = servers.alive()[0]?.url ?? "";
  person = await signUpAt(url);
  const bytes = files.salesCsv(300);
  good = { id: await send(person, url, { name: "buenas.csv", bytes }), bytes };
  expect((await awaitEnding(person, url, good.id)).file.status).toBe("done");
});
afterAll(() => servers.close());

/** Names as a person gave them, what is in the file, and the one answer that it may get, told with these words. */
const cases: readonly (readonly [
  what: string,
  name: string,
  make: () => Uint8Array | Promise<Uint8Array>,
  code: Problem["code"],
  es: RegExp,
  en: RegExp,
])[] = [
  ["an empty file", "vacío.csv", () => Buffer.alloc(0), "file_empty", /«vacío\.csv» no contiene datos/, /“vacío\.csv”/],
  [
    "a header alone",
    "plan.csv",
    () => Buffer.from("nombre,monto\n"),
    "file_header_only",
    /ninguna fila/,
    /not a single row/,
  ],
  ["a gzip file cut short", "cortado.csv.gz", files.cutGzip, "file_truncated", /termina antes de tiempo/, /ends/],
  ["a Parquet file cut short", "vuelos.parquet", files.cutParquet, "file_truncated", /termina antes de tiempo/, /ends/],
  ["a zip bomb as a workbook", "bomba.xlsx", files.bombWorkbook, "file_unpacks_too_large", /descomprimirse/, /unpack/],
  ["a gzip bomb", "bomba.csv.gz", files.bombGzip, "file_unpacks_too_large", /descomprimirse/, /unpack/],
  ["binary rubbish", "basura.bin", files.rubbish, "file_type_unknown", /no es CSV/, /not CSV/],
  ["rubbish named .csv", "basura.csv", files.rubbish, "file_type_unknown", /no es CSV/, /not CSV/],
  ["a locked workbook", "nómina.xlsx", files.lockedWorkbook, "file_encrypted", /está protegido/, /protected/],
  [
    "ten thousand columns",
    "ancho.csv",
    () => files.wideCsv(10_000),
    "file_too_many_columns",
    /10000.*4096/,
    /10000.*4096/,
  ],
];

describe("a file that cannot be read", () => {
  test.each(cases)(
    "%s gets its answer in both languages, and stays as it came",
    async (_what, name, make, code, es, en) => {
      const bytes = await make();
      const id = await send(person, url, { name, bytes });
      const { file, notice } = await awaitEnding(person, url, id);

      expect(file.status).toBe("error");
      expect(file.error?.code).toBe(code);
      const [spanish, english] = await Promise.all(
        (["es", "en"] as const).map((locale) => person.at(url, locale).getFile({ params: { id } })),
      );
      expect(spanish?.error?.detail).toMatch(es);
      expect(english?.error?.detail).toMatch(en);
      for (const told of [spanish, english]) {
        const { error } = told ?? {};
        expect(told).toMatchObject({ status: "error", file_name: name, file_size: bytes.byteLength, insight_count: 0 });
        expect(error?.type).toBe(`urn:caudal:problem:${code}`);
        for (const part of [error?.title, error?.detail, error?.action]) expect(part).toMatch(/\w{3}/);
        expect(told?.error_message).toBe(`${error?.detail} ${error?.action}`);
        expect(JSON.stringify(told)).not.toMatch(/undefined|\[object|NaN|\/tmp\/|objects\//);
      }
      for (const part of ["title", "detail", "action"] as const)
        expect(spanish?.error?.[part]).not.toBe(english?.error?.[part]);
      expect(spanish?.run?.attempt, "not tried again: it will not get better").toBe(1);

      expect(notice).toMatchObject({ type: "error", is_read: false, related_file_id: id });
      expect(notice.message).toContain(name);
      expect(await downloadHash(person.at(url), id)).toBe(sha256(bytes));
    },
  );

  test("leaves files beside it, the server and its folders as they were", async () => {
    const client = person.at(url);
    expect(await client.getFile({ params: { id: good.id } })).toMatchObject({ status: "done", error: null, rows: 300 });
    expect(await downloadHash(client, good.id)).toBe(sha256(good.bytes));
    const again = await send(person, url, { name: "después.csv", bytes: files.salesCsv(40) });
    expect((await awaitEnding(person, url, again)).file).toMatchObject({ status: "done", rows: 40 });
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(servers.output()).not.toMatch(/"code":"internal"/);
  });
});
