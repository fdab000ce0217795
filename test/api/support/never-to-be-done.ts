import type { Asker } from "./furnish-asker.ts";

/** An operation as the API's own document tells of it. */
export type Told = {
  readonly operationId: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly "x-roles"?: readonly string[];
  readonly "x-key-scope"?: string;
};

/** Those of the document's operations that are asked. */
export async function operationsOf(url: string, asked: (operationId: string) => boolean): Promise<readonly Told[]> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Told>>>>;
  };
  return Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .filter(({ operationId }) => asked(operationId));
}

/** Those that this asker is refused, as the document says it, by name: nothing else is left undone. */
export function neverToBeDone(who: Asker, operations: readonly Told[]): readonly string[] {
  const role = who === "viewer" ? "viewer" : "owner";
  return operations
    .filter(
      (told) =>
        (told.security ?? []).some((way) => "operator" in way) ||
        !(told["x-roles"] ?? [role]).includes(role) ||
        (who === "key" && told["x-key-scope"] === "never"),
    )
    .map(({ operationId }) => operationId)
    .toSorted();
}
