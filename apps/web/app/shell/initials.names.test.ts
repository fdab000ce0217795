import { expect, test } from "vitest";
import { initials } from "./initials.ts";

test.each([
  ["Ana", "A"],
  ["Ana (demostración)", "A"],
  ["  ángela  de la  Peña ", "ÁP"],
  ["e\u0301va ruiz", "E\u0301R"],
  ["Ana María Peña (ventas)", "AP"],
  ["«»", ""],
  ["", ""],
  ["山田 太郎", "山太"],
])("the initials of %j are %j", (name, expected) => expect(initials(name)).toBe(expected));
