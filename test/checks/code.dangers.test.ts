import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "./run-tool.ts";

/** What a line of the product may not say, and where it may all the same. */
type Danger = { readonly name: string; readonly found: RegExp; readonly allowed?: Readonly<Record<string, string>> };

const dangers: readonly Danger[] = [
  // Only what takes its arguments one by one: a name of a file that says "; rm" is one argument, and none of it is a command.
  {
    name: "a command for a shell",
    found: /import \{[^}]*\b(?:exec|execSync|spawnSync|execFileSync)\b[^}]*\} from "node:child_process"/,
  },
  {
    name: "a default import, which hides what is called",
    found: /import (?:\w+|\* as \w+) from "node:(?:child_process|crypto)"/,
  },
  {
    name: "a shell around a command",
    found: /\bshell\s*:/,
    allowed: { "scripts/install.mjs": "npm is a script on Windows; its arguments are constants" },
  },
  {
    name: "random numbers that can be foretold",
    found: /Math\.random|pseudoRandomBytes/,
    allowed: {
      "packages/db/src/listen.ts": "spreads reconnecting",
      "packages/db/src/repeat-deadlocked.ts": "spreads repeating",
      "packages/runs/src/run-loop.ts": "spreads retries",
      "apps/server/src/outbox/deliver-outbox.ts": "spreads retries",
    },
  },
  {
    name: "a hash that is not approved",
    found: /\b(?:createHash|createHmac|hkdfSync|pbkdf2(?:Sync)?)\((?!\s*"sha(?:256|384|512)")/,
    allowed: { "apps/server/src/auth/second-factor/totp.ts": "HMAC-SHA-1, which authenticators speak" },
  },
  { name: "a cipher that is not approved", found: /\bcreate(?:C|Dec)ipheriv\((?!\s*"aes-256-gcm")/ },
  { name: "a pair of keys of another kind", found: /\bgenerateKeyPair(?:Sync)?\((?!\s*"ed25519")/ },
  { name: "text that becomes code", found: /\beval\(|new Function\(|setTimeout\(\s*["'`]/ },
];

/** Names of the dangers in a file's text. */
const dangersIn = (path: string, text: string): readonly string[] =>
  dangers.filter(({ found, allowed = {} }) => !(path in allowed) && found.test(text)).map(({ name }) => name);

const product = globSync(["packages/*/src/**/*.{ts,tsx}", "apps/*/{src,app}/**/*.{ts,tsx}", "scripts/*.mjs"], {
  cwd: checkout,
}).filter((path) => !/\.test\.tsx?$/.test(path));

test("nothing of the product runs a shell, makes code of text, or makes secrets by what is not approved", async () => {
  expect(product.length).toBeGreaterThan(500);
  const found = await Promise.all(
    product.map(async (path) => {
      const there = dangersIn(path, await readFile(join(checkout, path), "utf8"));
      return there.map((name) => `${path}: ${name}`);
    }),
  );
  expect(found.flat()).toEqual([]);
});

test("what may stand in one place still stands there, and nowhere for nothing", async () => {
  for (const { found, allowed = {} } of dangers)
    for (const path of Object.keys(allowed)) expect(await readFile(join(checkout, path), "utf8"), path).toMatch(found);
});

test.each([
  ['import { exec } from "node:child_process";', "a command for a shell"],
  ['import { spawn, execSync } from "node:child_process";', "a command for a shell"],
  ['import crypto from "node:crypto";', "a default import, which hides what is called"],
  ['spawn("convert", [name], { shell: true });', "a shell around a command"],
  ["const token = Math.random().toString(36);", "random numbers that can be foretold"],
  ['createHash("md5").update(text);', "a hash that is not approved"],
  ['createHmac("sha1", key);', "a hash that is not approved"],
  ["createHash(chosen);", "a hash that is not approved"],
  ['createCipheriv("aes-256-cbc", key, iv);', "a cipher that is not approved"],
  ['generateKeyPairSync("rsa", { modulusLength: 1024 });', "a pair of keys of another kind"],
  ["new Function(text)();", "text that becomes code"],
])("%s would be noticed", (line, name) => {
  expect(dangersIn("apps/server/src/forged.ts", `const before = 1;\n${line}\n`)).toEqual([name]);
});
