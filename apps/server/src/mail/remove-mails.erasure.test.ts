import { mkdtemp, readdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFileSender } from "./send-file.ts";
import { nameDraft } from "./mail-drafts.ts";
import { removeMails } from "./remove-mails.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "caudal-mails-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const asked = new Date("2026-11-20T12:00:00Z");
const [before, after] = [new Date("2026-11-20T11:59:59Z"), new Date("2026-11-20T12:00:01Z")];
/** As the deliverer writes it. */
async function put(to: string, at = before, text = "Hola"): Promise<string> {
  const id = crypto.randomUUID();
  const name = `2026-11-20T10-00-00-000Z-${id}`;
  const message = { from: "avisos@caudal.test", to: { name: "", address: to }, subject: `A ${to}`, text };
  await createFileSender(folder).send(message, name);
  await utimes(join(folder, `${name}.eml`), at, at);
  return id;
}
const left = async () => (await readdir(folder)).map((name) => name.slice(-40, -4)).toSorted();

test("takes the mails to somebody, however their address is written, and nobody else's that name them", async () => {
  const long = `${"a".repeat(60)}@${"larga.".repeat(20)}test`;
  for (const to of [
    "Ixchel@Ejemplo.test",
    "ixchel@ejemplo.test",
    "ixchel@ñandú.test",
    "maría@ejemplo.test",
    long,
    '"i, x"@ejemplo.test',
  ])
    await put(to);
  const others = [
    await put("otra.ixchel@ejemplo.test"),
    await put("ixchel@ejemplo.test.mx"),
    await put("jefa@ejemplo.test", before, "To: ixchel@ejemplo.test\r\n\r\nTo: ixchel@ejemplo.test"),
  ];
  const addresses = ["ixchel@ejemplo.test", "ixchel@ñandú.test", "maría@ejemplo.test", long, '"i, x"@ejemplo.test'];
  expect(await removeMails(folder, { addresses, entries: [], until: asked })).toBe(6);
  expect(await left()).toEqual(others.toSorted());
});

test("leaves those of whoever has the address since, but takes what was on its way", async () => {
  const next = await put("ixchel@ejemplo.test", after);
  const waited = await put("ixchel@ejemplo.test", after);
  const earlier = await put("ixchel.antes@ejemplo.test", after);
  expect(
    await removeMails(folder, { addresses: ["ixchel@ejemplo.test"], entries: [waited, earlier], until: asked }),
  ).toBe(2);
  expect(await left()).toEqual([next]);
});

test("takes drafts that a killed server left, by whom they are for or by the entry that they were of", async () => {
  const mine = await put("ixchel@ejemplo.test");
  const waited = await put("ixchel.antes@ejemplo.test", after);
  const next = await put("ixchel@ejemplo.test", after);
  const other = await put("jefa@ejemplo.test");
  for (const name of await readdir(folder)) await rename(join(folder, name), join(folder, nameDraft(name)));
  const mails = { addresses: ["ixchel@ejemplo.test"], entries: [waited], until: asked };
  expect(await removeMails(folder, mails)).toBe(2);
  const names = (await readdir(folder)).join();
  for (const id of [next, other]) expect(names).toContain(id);
  for (const id of [mine, waited]) expect(names).not.toContain(id);
});

test("minds neither a folder that is not there, nor what is no mail, nor a broken one", async () => {
  const mails = { addresses: ["ixchel@ejemplo.test"], entries: [], until: asked };
  expect(await removeMails(join(folder, "nada"), mails)).toBe(0);
  await writeFile(join(folder, "nota.txt"), "To: ixchel@ejemplo.test\r\n\r\n");
  await writeFile(join(folder, "roto.eml"), Buffer.alloc(20_000, 0xff));
  await writeFile(join(folder, "vacío.eml"), "");
  for (const name of ["roto.eml", "vacío.eml"]) await utimes(join(folder, name), before, before);
  expect(await removeMails(folder, mails)).toBe(0);
  expect(await readdir(folder)).toHaveLength(3);
});
