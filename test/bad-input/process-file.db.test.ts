import { randomUUID } from "node:crypto";
import { ProblemError } from "@caudal/contract/client/client.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { signUpAt, type Person } from "../crash/support/servers/person.ts";
import { startServerPair, type ServerPair } from "../crash/support/servers/server-pair.ts";
import { createUpload } from "../crash/support/servers/tus-upload.ts";
import { salesCsv } from "./support/files.ts";
import { awaitEnding } from "./support/live.ts";
import { send } from "./support/send.ts";

let servers: ServerPair;
let url: string;
let person: Person;
beforeAll(async () => {
  servers = await startServerPair({ count: 1 });
  url = servers.alive()[0]?.url ?? "";
});
afterAll(() => servers.close());
beforeEach(async () => {
  person = await signUpAt(url);
  // Nothing starts by itself, so that each test starts what it looks at.
  await person.at(url).updateMe({ body: { auto_process: false } });
});

const upload = (name = "ventas.csv") => send(person, url, { name, bytes: salesCsv(80) });
const start = (fileId: string, idempotencyKey?: string) =>
  person.at(url).processFile({ body: { fileId }, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) });
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof ProblemError ? error.problem : Promise.reject(error)),
  );

describe("processing that its person switched off", () => {
  test("leaves a file as it arrived, until it is asked for", async () => {
    const id = await upload();
    expect(await person.at(url).getFile({ params: { id } })).toMatchObject({ status: "uploaded", run: null });
    const { success, jobId } = await start(id);
    expect(success).toBe(true);
    const { file } = await awaitEnding(person, url, id);
    expect(file).toMatchObject({ status: "done", rows: 80, run: { id: jobId, state: "succeeded" } });
  });
});

describe("an Idempotency-Key", () => {
  test("gives the same job for the same request: at work, and after its end", async () => {
    const [id, key] = [await upload(), randomUUID()];
    const jobs = await Promise.all(Array.from({ length: 5 }, () => start(id, key)));
    await awaitEnding(person, url, id);
    jobs.push(await start(id, key));
    expect(new Set(jobs.map(({ jobId }) => jobId)).size).toBe(1);
    const { items } = await person.at(url).listLogs({ params: { id } });
    expect(items.filter((log) => log.operation === "process")).toHaveLength(1);
  });

  test("that comes with another file is refused, in both languages, and starts nothing", async () => {
    const [one, other, key] = [await upload(), await upload("otras.csv"), randomUUID()];
    await start(one, key);
    const told = await Promise.all(
      (["es", "en"] as const).map((locale) =>
        refusal(person.at(url, locale).processFile({ body: { fileId: other }, idempotencyKey: key })),
      ),
    );
    expect(told.map((problem) => problem?.code)).toEqual(["idempotency_key_reused", "idempotency_key_reused"]);
    expect(told[0]?.detail).not.toBe(told[1]?.detail);
    expect(await person.at(url).getFile({ params: { id: other } })).toMatchObject({ status: "uploaded", run: null });
    await awaitEnding(person, url, one);
  });

  test("that was answered with a job already at work gives that job later too", async () => {
    const id = await upload();
    const { jobId } = await start(id);
    const key = randomUUID();
    const answered = await start(id, key);
    await awaitEnding(person, url, id);
    const later = await start(id, key);
    // Whether the first job was still at work when the key came is the machine's speed; what counts is that the key keeps its answer.
    expect(later.jobId).toBe(answered.jobId);
    expect([jobId, answered.jobId]).toContain(later.jobId);
  });

  test("is its person's own: somebody else's is another", async () => {
    const key = randomUUID();
    const mine = await start(await upload(), key);
    const first = person;
    person = await signUpAt(url);
    await person.at(url).updateMe({ body: { auto_process: false } });
    const theirs = await start(await upload(), key);
    expect(theirs.jobId).not.toBe(mine.jobId);
    expect((await refusal(person.at(url).getRun({ params: { id: mine.jobId } })))?.code).toBe("not_found");
    expect((await first.at(url).getRun({ params: { id: mine.jobId } })).id).toBe(mine.jobId);
  });

  test("without one, a processed file is processed anew", async () => {
    const id = await upload();
    const first = await start(id);
    const ended = await awaitEnding(person, url, id);
    expect(ended.file.status).toBe("done");
    expect((await start(id)).jobId).not.toBe(first.jobId);
  });
});

describe("somebody else's", () => {
  test("upload cannot be looked at, written to or ended, and file cannot be processed", async () => {
    const bytes = salesCsv(10);
    const path = await createUpload(person, url, { name: "mía.csv", bytes });
    const fileId = await upload();
    const thief = await signUpAt(url);
    const tus = { "tus-resumable": "1.0.0" };
    const patch = { ...tus, "upload-offset": "0", "content-type": "application/offset+octet-stream" };
    const tries = [
      await thief.fetch(`${url}${path}`, { method: "HEAD", headers: tus }),
      await thief.fetch(`${url}${path}`, { method: "PATCH", headers: patch, body: "x" }),
      await thief.fetch(`${url}${path}`, { method: "DELETE", headers: tus }),
    ];
    expect(tries.map((answer) => answer.status)).toEqual([404, 404, 404]);
    expect((await refusal(thief.at(url).processFile({ body: { fileId } })))?.code).toBe("not_found");
    const head = await person.fetch(`${url}${path}`, { method: "HEAD", headers: tus });
    expect([head.status, head.headers.get("upload-offset")]).toEqual([200, "0"]);
    expect(await person.at(url).getFile({ params: { id: fileId } })).toMatchObject({ status: "uploaded", run: null });
  });
});
