import { parseSettings } from "@caudal/base/config.ts";
import { serverSettings } from "@caudal/base/server-settings.ts";
import { expect, test } from "vitest";
import { storagePerAccount } from "./storage-per-account.ts";

const of = (env: Record<string, string>): number | null =>
  storagePerAccount(
    parseSettings(serverSettings, { DATABASE_URL: "postgres://h/c", CAUDAL_AUTH_URL: "postgres://h/c", ...env }, []),
  );

test("while anybody may sign up an account has a limit by itself, in which the largest file has its place", () => {
  expect(of({})).toBe(20 * 1024 ** 3);
  expect(of({ CAUDAL_MAX_UPLOAD_BYTES: "50GB" })).toBe(200e9);
});

test("whoever says who comes in has none, and a figure or its absence can be set in either case", () => {
  expect(of({ CAUDAL_SIGN_UP: "closed" })).toBeNull();
  expect(of({ CAUDAL_STORAGE_PER_ACCOUNT: "None" })).toBeNull();
  expect(of({ CAUDAL_SIGN_UP: "closed", CAUDAL_STORAGE_PER_ACCOUNT: "1GB" })).toBe(1e9);
  expect(() => of({ CAUDAL_STORAGE_PER_ACCOUNT: "nada" })).toThrow();
});
