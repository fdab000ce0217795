import { expect, test } from "vitest";
import { sentences as en } from "./en.ts";
import { sentences as es, words as wordsEs } from "./es.ts";
import { words as wordsEn } from "./en.ts";
import { tellEntry } from "./tell-entry.ts";
import type { ToldEntry } from "./told-entry.ts";

type Changes = Readonly<Record<string, readonly [before: string | null, after: string | null]>>;
/** An entry in which these columns changed, and no other one. */
const entryOf = (changes: Changes): ToldEntry => ({
  who: "Ana",
  person: "Luis",
  object: "Norte",
  before: (column) => changes[column]?.[0] ?? null,
  after: (column) => changes[column]?.[1] ?? null,
});
const told = entryOf({ role: ["viewer", "admin"], times: [null, "3"] });
const bare: ToldEntry = { who: "Ana", person: null, object: null, before: () => null, after: () => null };

test.each(Object.keys(es))("%s is told in both languages, with and without names", (action) => {
  const alone = Object.keys(wordsEs.columns).map((column) => entryOf({ [column]: ["viewer", "admin"] }));
  for (const entry of [told, bare, ...alone]) {
    const [spanish, english] = [tellEntry("es", action, entry), tellEntry("en", action, entry)];
    for (const sentence of [spanish, english]) expect(sentence).toMatch(/^\S.*[^.\s]$/);
    for (const sentence of [spanish, english]) expect(sentence).not.toMatch(/undefined|null|\{| {2}|_/);
    expect(spanish).not.toBe(english);
  }
});

test("both languages know the same actions, columns and values", () => {
  expect(Object.keys(en)).toEqual(Object.keys(es));
  expect(Object.keys(wordsEn.columns)).toEqual(Object.keys(wordsEs.columns));
  expect(Object.keys(wordsEn.values)).toEqual(Object.keys(wordsEs.values));
});

test("an action of another version, and one that is a name of JavaScript's own, is told by its name", () => {
  for (const action of ["box.materialized", "constructor", "__proto__"])
    expect(tellEntry("es", action, told)).toBe(`Ana: ${action}`);
});

test.each(["account.changed", "account.quota_set"])(
  "%s tells of a quota what it was and is, and of no name",
  (action) => {
    const storage = entryOf({ storage_bytes: [null, "5 GB"] });
    expect(tellEntry("es", action, storage)).toBe(
      "Quien opera Caudal cambió los límites de la cuenta «Norte» (espacio: antes lo que digan los ajustes, ahora 5 GB)",
    );
    expect(tellEntry("en", action, entryOf({ runs_at_once: ["2", null] }))).toBe(
      "Whoever operates Caudal changed the limits of the account “Norte” (runs at once: before 2, now what the settings say)",
    );
  },
);

test("a role is told in words, before and after", () => {
  expect(tellEntry("es", "member.changed", told)).toBe("Ana cambió el rol de Luis de lector a administrador");
  expect(tellEntry("en", "member.changed", told)).toBe("Ana changed the role of Luis from viewer to administrator");
});
