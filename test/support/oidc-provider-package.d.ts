/** What the tests use of the package, which brings no types. */
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  export type Configuration = Readonly<Record<string, unknown>>;
  export type Accepted = { readonly oidc: { readonly session: { accountId?: string } } };
  export default class Provider {
    constructor(issuer: string, configuration: Configuration);
    on(event: "authorization.accepted", told: (context: Accepted) => void): void;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  }
}
