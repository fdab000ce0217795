import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { downloadHash } from "../crash/support/servers/look-at-file.ts";
import { signUpAt, type Person } from "../crash/support/servers/person.ts";
import { startServerPair, type ServerPair } from "../crash/support/servers/server-pair.ts";
import { createUpload, finishUpload, patchUpload, sha256 } from "../crash/support/servers/tus-upload.ts";
import { until } from "../crash/support/servers/until.ts";
import * as files from "./support/files.ts";
import { awaitEnding } from "./support/live.ts";
import { send } from "./support/send.ts";

let servers: ServerPair;
let person: Person;
let url: string;
beforeAll(async () => {
  servers = await startServerPair({ count: 1 });
  url = servers.alive()[0]?.url ?? "";
  person = await signUpAt(url);
});
afterAll(() => servers.close());

async function read(name: string, bytes: Uint8Array) {
  const id = await send(person, url, { name, bytes });
  const { file, notice } = await awaitEnding(person, url, id);
  expect(file.error).toBeNull();
  expect(notice.type).toBe("success");
  return person.at(url).getFile({ params: { id } });
}

describe("a table of one row", () => {
  test("is read; little is said of it, and nothing that one row cannot show", async () => {
    const file = await read("una.csv", Buffer.from("nombre,fecha,monto\nAna,2026-01-02,10.5\n"));
    expect(file).toMatchObject({ status: "done", rows: 1, rejected: 0 });
    const { insights, columns } = await person.at(url).getProfile({ params: { id: file.id } });
    expect(columns.map((column) => column.name)).toEqual(["nombre", "fecha", "monto"]);
    expect(insights.length).toBeLessThanOrEqual(2);
    for (const insight of insights) {
      expect(["time", "relation", "concentration"]).not.toContain(insight.type);
      expect(`${insight.title} ${insight.description}`).not.toMatch(/NaN|undefined|null|Infinity|∞/);
    }
  });
});

describe("the content decides, not the name's ending", () => {
  test("a workbook that is named .csv, and text that is named .xlsx, are read alike", async () => {
    const workbook = await read("ventas.csv", await files.salesWorkbook());
    expect(workbook).toMatchObject({ status: "done", rows: 60, reading: { format: "excel", sheet: "Ventas" } });
    const text = await read("ventas.xlsx", files.salesCsv(60));
    expect(text).toMatchObject({ status: "done", rows: 60, reading: { format: "csv" } });
    expect(text.file_type).toBe("text/csv");
  });
});

describe("names", () => {
  const long = `${"ñ".repeat(125)}.csv`;
  test.each([
    ["that climb out of a folder", "../../../etc/passwd.csv", "passwd.csv"],
    ["that climb the other way", "..\\..\\windows\\ventas.csv", "ventas.csv"],
    ["with emoji", "📊 ventas 🧾.csv", "📊 ventas 🧾.csv"],
    ["of 254 bytes", long, long],
    ["that are HTML", '<img src=x onerror="alert(1)">.csv', '<img src=x onerror="alert(1)">.csv'],
    ["that are a formula", '=HYPERLINK("http://x").csv', 'x").csv'],
    ["that are a formula without a path", "=1+1|cmd'!A1.csv", "=1+1|cmd'!A1.csv"],
    ["with braces that a sentence could take for its own", "{reason}.csv", "{reason}.csv"],
  ])("%s are shown as they are, and are no path and no markup", async (_what, sent, shown) => {
    const bytes = files.salesCsv(20);
    const file = await read(sent, bytes);
    expect(file.file_name).toBe(shown);
    const { items } = await person.at(url).listNotifications({ query: {} });
    const about = items.filter((notice) => notice.related_file_id === file.id);
    for (const notice of about) expect(notice.message).toContain(shown);
    expect(await downloadHash(person.at(url), file.id)).toBe(sha256(bytes));
    const download = await person.fetch(`${url}/api/files/${file.id}/content`);
    await download.body?.cancel();
    const header = download.headers.get("content-disposition") ?? "";
    expect(header).toMatch(/^attachment;/);
    expect(decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(header)?.[1] ?? "")).toBe(shown);
    expect(download.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test.each([
    ["a byte too long", `${"a".repeat(252)}.csv`, `${"a".repeat(48)}…${"a".repeat(12)}.csv`],
    ["nothing but dots", "..", ".."],
    ["nothing that can be seen", "\u202e\u200f", ""],
  ])("of %s are refused before a byte is sent, by name and in both languages", async (_what, name, told) => {
    const before = await person.at(url).listFiles({ query: {} });
    const tries = await Promise.all(
      ["es", "en"].map((language) =>
        person.fetch(`${url}/api/uploads`, {
          method: "POST",
          headers: {
            "tus-resumable": "1.0.0",
            "caudal-language": language,
            "upload-length": "5",
            "upload-metadata": `filename ${Buffer.from(name).toString("base64")}`,
          },
        }),
      ),
    );
    const problems = await Promise.all(
      tries.map(
        async (answer) =>
          (await answer.json()) as { readonly code: string; readonly title: string; readonly detail: string },
      ),
    );
    expect(tries.map((answer) => answer.status)).toEqual([400, 400]);
    expect(problems[0]?.detail).toContain(told === "" ? "sin nombre" : `«${told}»`);
    expect(problems[1]?.detail).toContain(told === "" ? "without a name" : `“${told}”`);
    expect(problems.map((problem) => problem.code)).toEqual(["upload_name_invalid", "upload_name_invalid"]);
    expect(problems[0]?.title).not.toBe(problems[1]?.title);
    expect(await person.at(url).listFiles({ query: {} })).toEqual(before);
  });
});

describe("the same file twice", () => {
  test("is kept twice, the second names the first, and both say the same", async () => {
    const bytes = files.salesCsv(400);
    const first = await read("enero.csv", bytes);
    const second = await read("enero (copia).csv", bytes);
    expect(first.duplicate_of).toBeNull();
    expect(second.duplicate_of).toBe(first.id);
    expect(second.sha256).toBe(sha256(bytes));
    const said = async (id: string) => (await person.at(url).getProfile({ params: { id } })).insights;
    expect((await said(first.id)).length).toBeGreaterThan(0);
    expect(await said(second.id)).toEqual(await said(first.id));
    expect(second.columns).toEqual(first.columns);
  });

  test("of somebody else names nothing of the first person's", async () => {
    const bytes = files.salesCsv(401);
    await read("nómina.csv", bytes);
    const other = await signUpAt(url);
    const id = await send(other, url, { name: "igual.csv", bytes });
    expect((await awaitEnding(other, url, id)).file).toMatchObject({ status: "done", duplicate_of: null });
  });
});

describe("an upload", () => {
  test("cut at 99 % goes on from there and is read whole", async () => {
    const bytes = files.salesCsv(30_000);
    const path = await createUpload(person, url, { name: "cortada.csv", bytes });
    const [most, cut] = [Math.floor(bytes.length * 0.98), Math.floor(bytes.length * 0.99)];
    const sent = await patchUpload(person, `${url}${path}`, 0, bytes.subarray(0, most));
    expect([sent.status, sent.headers.get("upload-offset")]).toEqual([204, String(most)]);
    // The connection breaks while the rest is on its way: some of it may have arrived, or nothing.
    const leave = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.enqueue(bytes.subarray(most, cut));
        setImmediate(() => leave.abort());
        return new Promise(() => undefined);
      },
    });
    await patchUpload(person, `${url}${path}`, most, body, leave.signal).catch(() => null);
    const offset = await until("the offset", async () => {
      const answer = await person.fetch(`${url}${path}`, { method: "HEAD", headers: { "tus-resumable": "1.0.0" } });
      return answer.ok ? Number(answer.headers.get("upload-offset")) : null;
    });
    expect(offset).toBeGreaterThanOrEqual(most);
    expect(offset).toBeLessThanOrEqual(cut);
    const notYet = await person.at(url).listFiles({ query: { q: "cortada" } });
    expect(notYet.items).toEqual([]);

    const id = await finishUpload(person, () => `${url}${path}`, bytes, offset);
    expect((await awaitEnding(person, url, id)).file).toMatchObject({ status: "done", rows: 30_000, rejected: 0 });
    expect(await downloadHash(person.at(url), id)).toBe(sha256(bytes));
  });
});
