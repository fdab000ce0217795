import { z } from "zod";
import { defineRoute } from "./define-route.ts";

/** A place within the page: neither another site's ("//evil", "/\evil") nor a script's. */
const Place = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/);

export const SignInWays = z
  .object({
    sign_up: z.boolean(),
    /** The service with which people may sign in besides their password, by the name that they know it by. */
    oidc: z.object({ name: z.string() }).nullable(),
  })
  .meta({ id: "SignInWays" });
export type SignInWays = z.infer<typeof SignInWays>;

export const listSignInWays = defineRoute({
  operationId: "listSignInWays",
  method: "get",
  path: "/api/auth/ways",
  tag: "people",
  summary: "How one may sign in here",
  access: "public",
  answer: { kind: "json", status: 200, schema: SignInWays },
  faults: [],
});

export const startOidc = defineRoute({
  operationId: "startOidc",
  method: "get",
  path: "/api/auth/oidc/start",
  tag: "people",
  summary: "Go to the OpenID provider to sign in, and from there back to `next`; 404 where none is configured",
  access: "public",
  query: z.object({ next: Place.default("/") }),
  answer: { kind: "redirect", status: 302, description: "To the provider" },
  faults: ["not_found", "oidc_unreachable", "rate_limited"],
});

const Given = z.string().max(2000).optional();

export const finishOidc = defineRoute({
  operationId: "finishOidc",
  method: "get",
  path: "/api/auth/oidc/callback",
  tag: "people",
  summary:
    "Where the provider sends people back to. With a session on to `next`, without one to the sign-in page, which says why",
  access: "public",
  query: z.object({ state: Given, code: Given, iss: Given, error: Given, error_description: Given, response: Given }),
  answer: { kind: "redirect", status: 302, description: "Into the page" },
  faults: ["not_found"],
});

export const oidcRoutes = { listSignInWays, startOidc, finishOidc };
