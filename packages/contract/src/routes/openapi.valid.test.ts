import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { openapiOf } from "./openapi.ts";
import { routes } from "./routes.ts";

type Operation = {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Record<string, unknown>;
};
const document = openapiOf(Object.values(routes), "1.2.3");
const paths = document["paths"] as Record<string, Record<string, Operation>>;

describe("the OpenAPI document", () => {
  test("is valid OpenAPI 3.1 by a validator that is not ours", async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
  });

  test("points only to parts that it has", () => {
    const text = JSON.stringify(document);
    const components = document["components"] as Record<string, object>;
    const pointed = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]));
    expect(pointed.size).toBeGreaterThan(5);
    const known = Object.entries(components).flatMap(([kind, parts]) =>
      Object.keys(parts).map((id) => `#/components/${kind}/${id}`),
    );
    for (const reference of pointed) expect(known).toContain(reference);
    expect(text).not.toContain("$defs");
  });

  test("has no pattern that looks ahead for what must stand there: programs that make up what it describes find nothing", () => {
    const patterns = new Set(
      [...JSON.stringify(document).matchAll(/"pattern":("(?:[^"\\\\]|\\\\.)*")/g)].map(([, text]) => text),
    );
    expect(patterns.size).toBeGreaterThan(10);
    for (const pattern of patterns) expect(pattern).not.toMatch(/\(\?<?=/);
  });

  test("names each operation once, with all its path's parameters", () => {
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    );
    const tus = ["createUpload", "deleteUpload", "describeUploads", "getUpload", "sendUpload"];
    const names = [...Object.keys(routes), ...tus];
    expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(names.sort());
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(
        (operation.parameters ?? []).filter((each) => each.in === "path").map((each) => each.name),
        path,
      ).toEqual(inPath);
      expect(Object.keys(operation.responses), path).toContain("default");
    }
  });

  test("tells of an event what is sent of it: text, and within it what changed, as JSON", () => {
    const told = paths[routes.streamEvents.path]?.["get"]?.responses["200"];
    expect(told).toMatchObject({
      content: {
        "text/event-stream": {
          schema: {
            required: ["data"],
            properties: {
              data: { type: "string", contentMediaType: "application/json", contentSchema: expect.anything() },
            },
          },
        },
      },
    });
    expect(JSON.stringify(told)).toContain("#/components/schemas/");
  });

  test("asks for a session only where one is needed, and speaks of it nowhere else", () => {
    for (const route of Object.values(routes)) {
      const responses = Object.entries(paths[route.path]?.[route.method]?.responses ?? {});
      const mentions = responses.filter(([, answer]) => JSON.stringify(answer).includes("not_signed_in"));
      expect(
        mentions.map(([status]) => status),
        route.operationId,
      ).toEqual(route.access === "member" ? ["401"] : []);
    }
    expect(paths["/metrics"]?.["get"]).toMatchObject({ security: [{ operator: [] }, {}] });
    expect(Object.keys(paths["/metrics"]?.["get"]?.responses ?? {})).toEqual(["200", "403", "default"]);
  });

  test("keys of routes are their operationIds, and no two share method and path", () => {
    for (const [key, route] of Object.entries(routes)) expect(route.operationId).toBe(key);
    const places = Object.values(routes).map((route) => `${route.method} ${route.path}`);
    expect(new Set(places).size).toBe(places.length);
  });
});
