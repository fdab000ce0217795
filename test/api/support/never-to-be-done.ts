import { changeWhoAsks, endless } from "./schemathesis.ts";
import type { Asker } from "./furnish-asker.ts";

/** What nobody does in these runs, and why; each is done elsewhere, with the contract held against its answer. */
const reasons: Readonly<Record<string, string>> = {
  startProof: "no other sign-in service is configured: sign-in.oidc.db.test.ts",
  confirmSecondFactor: "asks for the code of an authenticator: answers.contract.db.test.ts",
  turnOffSecondFactor: "asks for the code of an authenticator: answers.contract.db.test.ts",
  renewRecoveryCodes: "asks for the code of an authenticator: answers.contract.db.test.ts",
};

type Told = {
  readonly operationId: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly "x-roles"?: readonly string[];
  readonly "x-key-scope"?: string;
};

/** Operations that this asker is refused, as the API's own document says it, and those that nobody does here; by name. */
export async function neverToBeDone(who: Asker, url: string): Promise<readonly string[]> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Told>>>>;
  };
  const role = who === "viewer" ? "viewer" : "owner";
  return Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .filter(({ operationId: id }) => ![...changeWhoAsks, ...endless].some((other) => other === id))
    .filter(
      (told) =>
        told.operationId in reasons ||
        (told.security ?? []).some((way) => "operator" in way) ||
        !(told["x-roles"] ?? [role]).includes(role) ||
        (who === "key" && told["x-key-scope"] === "never"),
    )
    .map(({ operationId }) => operationId)
    .toSorted();
}
