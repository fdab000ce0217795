import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fileOfDraft, nameDraft, removeDrafts } from "./mail-drafts.ts";

const writer = join(import.meta.dirname, "../../testing/write-mails-until-killed.ts");
const draftsIn = async (folder: string): Promise<number> =>
  (await readdir(folder)).filter((name) => fileOfDraft(name) !== null).length;

/** Kills a server while it writes a mail; it may have just finished, and then again. */
async function leaveDraft(folder: string): Promise<void> {
  while ((await draftsIn(folder)) === 0) {
    const child = fork(writer, [folder, "ixchel@ejemplo.test"]);
    const gone = once(child, "exit");
    await expect.poll(() => draftsIn(folder), { timeout: 20_000, interval: 1 }).toBeGreaterThan(0);
    child.kill("SIGKILL");
    await gone;
  }
}

test("what a server left that was killed in the middle of a mail goes at the next start, and whole mails stay", async () => {
  const folder = await mkdtemp(join(tmpdir(), "caudal-drafts-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await leaveDraft(folder);
  for (const name of ["entera.eml", ".oculta.eml", "nota.txt", ".nota.txt.0123456789ab"])
    await writeFile(join(folder, name), "To: ixchel@ejemplo.test\r\n\r\n");
  const whole = (await readdir(folder)).filter((name) => fileOfDraft(name) === null);
  expect(await removeDrafts(folder)).toBe(1);
  expect((await readdir(folder)).toSorted()).toEqual(whole.toSorted());
}, 60_000);

test("minds no folder that is not there, and tells its own drafts from what people put there", async () => {
  expect(await removeDrafts(join(tmpdir(), `caudal-no-${process.pid}`))).toBe(0);
  const file = "2026-11-20T10-00-00-000Z-0f3c.eml";
  expect(fileOfDraft(nameDraft(file))).toBe(file);
  for (const name of [file, `.${file}`, `${file}.0123456789ab`, `.${file}.0123456789a`, `.${file}.0123456789abc`])
    expect(fileOfDraft(name), name).toBeNull();
});
