import { openapiOf } from "@caudal/contract/routes/openapi.ts";
import { uploadsPath } from "@caudal/contract/routes/uploads.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signUp, startTestServer, visit, type TestServer, type Visitor } from "../../testing/test-server.ts";

type Operation = {
  readonly parameters: readonly { readonly name?: string; readonly in?: string; readonly required?: boolean }[];
  readonly responses: Record<string, { readonly headers?: object; readonly content?: object }>;
};
const paths = openapiOf([], "0")["paths"] as Record<string, Record<string, Operation>>;
const one = `${uploadsPath}/{id}`;
const named = `filename ${Buffer.from("ventas.csv").toString("base64")}`;
const bytes = "id,zona\n1,norte\n";

let server: TestServer;
let person: Visitor;
/** Headers of some answers only: where all the bytes are there, or some came with the announcement. */
const sometimes: readonly string[] = ["Caudal-File-Id", "Upload-Expires", "POST Upload-Offset"];
const tried = new Set<string>();
beforeAll(async () => {
  server = await startTestServer({ uploads: true });
  person = await signUp(server);
});
afterAll(() => server.close());

/** Sends a request with the headers that the document asks for and no others, and holds the answer against the document. */
async function send(
  by: Visitor,
  method: string,
  path: string,
  { address = path, body, ...given }: Record<string, string> & { address?: string; body?: string } = {},
): Promise<Response> {
  const operation = paths[path]?.[method.toLowerCase()];
  const asked = (operation?.parameters ?? []).flatMap(({ in: place, name, required }) =>
    place === "header" && required === true && name !== undefined ? [name.toLowerCase()] : [],
  );
  const headers = { ...(asked.includes("tus-resumable") ? { "tus-resumable": "1.0.0" } : {}), ...given };
  expect(
    Object.keys(headers)
      .filter((name) => name !== "content-type")
      .toSorted(),
  ).toEqual(asked.toSorted());
  const answer = await by.fetch(address, { method, headers, ...(body === undefined ? {} : { body }) });
  tried.add(`${method} ${path}`);
  const described = operation?.responses[String(answer.status)];
  expect(described, `${method} ${path}: ${answer.status}`).toBeDefined();
  for (const name of Object.keys(described?.headers ?? {}).filter(
    (each) => !sometimes.includes(each) && !sometimes.includes(`${method} ${each}`),
  ))
    expect(answer.headers.get(name), `${method} ${path}: ${name}`).not.toBeNull();
  if (described?.content !== undefined)
    expect(Object.keys(described.content)).toContain(answer.headers.get("content-type")?.split(";")[0]);
  return answer;
}

test("a file goes up by what the document says of uploads", async () => {
  expect((await send(person, "OPTIONS", uploadsPath)).headers.get("tus-version")).toBe("1.0.0");
  const announce = { "upload-length": String(bytes.length), "upload-metadata": named };
  const made = await send(person, "POST", uploadsPath, announce);
  expect(made.status).toBe(201);
  expect(made.headers.get("upload-expires")).not.toBeNull();
  const address = made.headers.get("location") ?? "";
  expect(address).toMatch(/^\/api\/uploads\/[0-9a-f-]{36}$/);
  expect((await send(person, "HEAD", one, { address })).headers.get("upload-offset")).toBe("0");
  const type = { "content-type": "application/offset+octet-stream" };
  const wrong = await send(person, "PATCH", one, { address, ...type, "upload-offset": "3", body: "1" });
  expect(wrong.status).toBe(409);
  const sent = await send(person, "PATCH", one, { address, ...type, "upload-offset": "0", body: bytes });
  expect([sent.status, sent.headers.get("upload-offset")]).toEqual([204, String(bytes.length)]);
  const fileId = sent.headers.get("caudal-file-id") ?? "";
  expect((await person.client.getFile({ params: { id: fileId } })).file_name).toBe("ventas.csv");
  expect((await send(person, "HEAD", one, { address })).headers.get("caudal-file-id")).toBe(fileId);
  expect((await send(person, "DELETE", one, { address })).ok).toBe(false);

  const given = (await send(person, "POST", uploadsPath, announce)).headers.get("location") ?? "";
  expect((await send(person, "DELETE", one, { address: given })).status).toBe(204);
  expect([404, 410]).toContain((await send(person, "HEAD", one, { address: given })).status);
  expect((await send(visit(server), "POST", uploadsPath, announce)).status).toBe(401);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect([...tried].toSorted()).toEqual(operations.toSorted());
});
