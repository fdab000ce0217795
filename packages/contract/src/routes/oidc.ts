import { z } from "zod";
import { everyRole } from "../access/roles.ts";
import { InvitationRef } from "../resources/invitation.ts";
import { defineRoute } from "./define-route.ts";

/** A place within the page: neither another site's ("//evil", "/\evil") nor a script's. */
const Place = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/);

export const SignInWays = z
  .object({
    /** Whether anybody who comes may found an account of their own. */
    sign_up: z.boolean(),
    /** Whether passwords are used here; false where the service alone lets people in. */
    passwords: z.boolean(),
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

/** Where to go afterwards. */
const Going = z.object({ next: Place.default("/") }).meta({ id: "ProveAtProvider" });
/** `invitation`: as it stands in the mail's link; accepted as whom the service vouches for, who then needs no account here before. */
const Starting = Going.extend({ invitation: InvitationRef.shape.token.optional() }).meta({ id: "StartAtProvider" });
const AtProvider = z.object({ address: z.url() }).meta({ id: "AddressAtProvider" });

/** Asked by our page only, and never by following a link: another site must not sign anybody in. */
export const startOidc = defineRoute({
  operationId: "startOidc",
  method: "post",
  path: "/api/auth/oidc/start",
  tag: "people",
  summary:
    "Begin to sign in at the OpenID provider: the address there, from which one comes back to `next`; 404 where none is configured",
  access: "public",
  body: Starting,
  answer: { kind: "json", status: 200, schema: AtProvider },
  faults: [
    "not_found",
    "invitation_unknown",
    "invitation_expired",
    "invitation_revoked",
    "invitation_used",
    "oidc_unreachable",
    "origin_refused",
    "rate_limited",
  ],
});

export const ProofWays = z
  .object({
    /** Whether the person has a password that is used here. */
    password: z.boolean(),
    /** The service that knows the person, by its name; `second_factor`: whether it can say that it asked for one itself. */
    oidc: z.object({ name: z.string(), second_factor: z.boolean() }).nullable(),
  })
  .meta({ id: "ProofWays" });

export const listProofWays = defineRoute({
  operationId: "listProofWays",
  method: "get",
  path: "/api/me/proof",
  tag: "people",
  summary: "By what the person can show that it is still they",
  access: "member",
  roles: everyRole,
  keys: "never",
  withoutFactor: true,
  outsiders: true,
  answer: { kind: "json", status: 200, schema: ProofWays },
  faults: [],
});

export const startProof = defineRoute({
  operationId: "startProof",
  method: "post",
  path: "/api/me/proof/oidc",
  tag: "people",
  summary:
    "Begin to show at the OpenID provider, which asks for it anew, that it is still the person who signed in; from there back to `next`, or first to the page that asks for the code of the second step",
  access: "member",
  roles: everyRole,
  keys: "never",
  withoutFactor: true,
  outsiders: true,
  body: Going,
  answer: { kind: "json", status: 200, schema: AtProvider },
  faults: ["not_found", "oidc_unreachable", "origin_refused", "rate_limited"],
});

const Given = z.string().max(2000).optional();

export const finishOidc = defineRoute({
  operationId: "finishOidc",
  method: "get",
  path: "/api/auth/oidc/callback",
  tag: "people",
  summary:
    "Where the provider sends people back to. With a session, or a proof, on to `next`; otherwise to the page which asks for the second step or says what is wrong",
  access: "public",
  query: z.object({ state: Given, code: Given, iss: Given, error: Given, error_description: Given, response: Given }),
  answer: { kind: "redirect", status: 302, description: "Into the page" },
  faults: ["not_found"],
});

export const oidcRoutes = { listSignInWays, startOidc, listProofWays, startProof, finishOidc };
