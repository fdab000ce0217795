import { createClient } from "@caudal/contract/client/client.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addressOf, makeDataFolder, removePlatform, signInOf, startPlatform } from "./platform.ts";

let folder: string;
beforeEach(() => {
  folder = makeDataFolder();
});
afterEach(() => removePlatform(folder));

test("a first start with sign-up closed lets the demonstration in, and nobody else", async () => {
  const platform = startPlatform(folder, { env: { CAUDAL_SIGN_UP: "closed" } });
  const address = await addressOf(platform);
  const ask = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${address}/api/auth/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: address, ...headers },
      body: JSON.stringify(body),
    });
  expect((await ask("sign-in/email", signInOf(platform))).status).toBe(200);
  const stranger = { name: "X", email: "x@ejemplo.test", password: "mañana llueve en Quito" };
  for (const token of [undefined, "", "undefined", "null", "a".repeat(32)]) {
    const refused = await ask("sign-up/email", stranger, token === undefined ? {} : { "caudal-founder-token": token });
    expect(await refused.json(), token).toMatchObject({ status: 403, code: "sign_up_closed" });
  }
});

test("a first start that takes small files only says which samples it left out", async () => {
  const platform = startPlatform(folder, { env: { CAUDAL_MAX_UPLOAD_BYTES: "100KB" } });
  const address = await addressOf(platform);
  const said = platform.output();
  expect(said).toContain("El ejemplo ventas-2025.csv quedó fuera: pasa de CAUDAL_MAX_UPLOAD_BYTES");
  const cookies: string[] = [];
  const client = createClient({
    baseUrl: address,
    locale: () => "es",
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set("origin", address);
      headers.set("cookie", cookies.join("; "));
      const response = await fetch(input, { ...init, headers });
      cookies.push(...response.headers.getSetCookie().map((line) => line.split(";")[0] ?? ""));
      return response;
    },
  });
  await client.signIn({ body: signInOf(platform) as { email: string; password: string } });
  const { items } = await client.listFiles({ query: {} });
  expect(items.map((file) => file.file_name).toSorted()).toEqual(["entregas.ndjson.gz", "inventario.xlsx"]);
});
