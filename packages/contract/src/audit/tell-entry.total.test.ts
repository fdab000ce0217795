import { expect, test } from "vitest";
import { sentences as en } from "./en.ts";
import { sentences as es, words as wordsEs } from "./es.ts";
import { words as wordsEn } from "./en.ts";
import { tellEntry } from "./tell-entry.ts";
import type { ToldEntry } from "./told-entry.ts";

const told: ToldEntry = {
  who: "Ana",
  person: "Luis",
  object: "Norte",
  before: () => "viewer",
  after: () => "admin",
};
const bare: ToldEntry = { who: "Ana", person: null, object: null, before: () => null, after: () => null };

test.each(Object.keys(es))("%s is told in both languages, with and without names", (action) => {
  for (const entry of [told, bare]) {
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

test("a role is told in words, before and after", () => {
  expect(tellEntry("es", "member.changed", told)).toBe("Ana cambió el rol de Luis de lector a administrador");
  expect(tellEntry("en", "member.changed", told)).toBe("Ana changed the role of Luis from viewer to administrator");
});
