import { dictionary } from "@zxcvbn-ts/language-common";
import { expect, test } from "vitest";
import { isCommonPassword } from "./common-passwords.ts";
import { isGuessedSoon } from "./guessed-soon.ts";

test("every password of a list of leaked ones that is long enough for us is refused, also dressed up", () => {
  const leaked = (dictionary["passwords-common"] ?? []).map(String).filter((password) => password.length >= 10);
  expect(leaked.length).toBeGreaterThan(1_500);
  expect(leaked.filter((password) => !isGuessedSoon(password, []))).toEqual([]);
  const dressed = ["Manchester1!", "Superman2024", "zaq12wsxCDE#", "monkeydragon", "trustno1trustno1"];
  expect(dressed.filter((password) => !isCommonPassword(password))).toEqual([]);
});

test("a phrase, and what a password manager makes, are taken", () => {
  for (const password of [
    "mañana llueve en Quito",
    "caballo azul",
    "tres tristes tigres",
    "Xk3$9vLmQ2",
    "grapa-pila-correcta",
  ])
    expect(isCommonPassword(password), password).toBe(false);
});

test("parts of the person's own address do not make it better", () => {
  expect(isCommonPassword("rodriguezmartinez", "rodriguez@martinez.test")).toBe(true);
});

test("no more of a password is judged than its beginning, however long it is made to keep us busy", () => {
  const beginning = "p@$$w0rd".repeat(4);
  expect(isGuessedSoon(beginning + "Xk3$9vLmQ2".repeat(9), [])).toBe(isGuessedSoon(beginning, []));
});
