import type { Asker } from "./furnish-asker.ts";

type Told = {
  readonly operationId: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly "x-roles"?: readonly string[];
  readonly "x-key-scope"?: string;
};

/** Those of these operations that this asker is refused, as the API's own document says it, by name: nothing else is left undone. */
export async function neverToBeDone(
  who: Asker,
  url: string,
  asked: (operationId: string) => boolean,
): Promise<readonly string[]> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Told>>>>;
  };
  const role = who === "viewer" ? "viewer" : "owner";
  return Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .filter(({ operationId: id }) => asked(id))
    .filter(
      (told) =>
        (told.security ?? []).some((way) => "operator" in way) ||
        !(told["x-roles"] ?? [role]).includes(role) ||
        (who === "key" && told["x-key-scope"] === "never"),
    )
    .map(({ operationId }) => operationId)
    .toSorted();
}
