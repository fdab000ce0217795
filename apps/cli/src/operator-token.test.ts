import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operatorHeaders } from "./operator-token.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "caudal-operator-"));
  await mkdir(join(folder, "secrets"));
  await writeFile(join(folder, "secrets", "operator-token"), "la-del-servidor\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(["http://127.0.0.1:8080", "http://localhost:9000/", "http://[::1]:8080", "http://127.8.9.1"])(
  "a server on this machine (%s) is shown the token of its data folder",
  async (url) => {
    expect(await operatorHeaders(url, { CAUDAL_DATA_DIR: folder })).toEqual({
      authorization: "Bearer la-del-servidor",
    });
    expect(await operatorHeaders(url, {}, folder)).toEqual({ authorization: "Bearer la-del-servidor" });
  },
);

test.each([
  "https://caudal.example",
  "http://10.0.0.5:8080",
  "http://127.0.0.1.evil.example",
  "http://localhost.evil.example",
  "http://127.0.0.1@evil.example",
])("another machine (%s) is shown nothing of this one", async (url) => {
  expect(await operatorHeaders(url, { CAUDAL_DATA_DIR: folder })).toEqual({});
});

test("the configured token comes before it, and goes wherever the command is told to ask", async () => {
  const env = { CAUDAL_METRICS_TOKEN: "la-puesta", CAUDAL_DATA_DIR: folder };
  for (const url of ["http://localhost:8080", "https://caudal.example"])
    expect(await operatorHeaders(url, env)).toEqual({ authorization: "Bearer la-puesta" });
  expect(await operatorHeaders("http://localhost:8080", { ...env, CAUDAL_METRICS_TOKEN: "" })).toEqual({
    authorization: "Bearer la-del-servidor",
  });
});

test("a folder without a token is no failure: the server says what it wants", async () => {
  expect(await operatorHeaders("http://localhost:8080", {}, join(folder, "nowhere"))).toEqual({});
});
