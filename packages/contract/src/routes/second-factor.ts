import { everyRole } from "../access/roles.ts";
import {
  GiveBoth,
  GiveCode,
  GivePassword,
  GiveProof,
  OfferedSecondFactor,
  Proof,
  RecoveryCodes,
  SecondFactor,
} from "../resources/second-factor.ts";
import { AuthSession } from "../resources/sign-in.ts";
import { defineRoute } from "./define-route.ts";

export const takeSecondStep = defineRoute({
  operationId: "takeSecondStep",
  method: "post",
  path: "/api/auth/sign-in/second-step",
  tag: "people",
  summary:
    "Sign in with a code, after a sign-in that answered second_step_needed: of the authenticator, or a recovery code",
  access: "public",
  body: GiveCode,
  answer: { kind: "json", status: 200, schema: AuthSession },
  faults: ["second_step_ended", "sign_in_overtaken", "code_refused", "origin_refused", "rate_limited"],
});

export const proveIdentity = defineRoute({
  operationId: "proveIdentity",
  method: "post",
  path: "/api/me/proof",
  tag: "people",
  summary:
    "Show with the password, and with a code where the second step is on, that it is still the person who signed in; after the sign-in service with the code alone",
  access: "member",
  roles: everyRole,
  keys: "never",
  withoutFactor: true,
  outsiders: true,
  body: GiveProof,
  answer: { kind: "json", status: 200, schema: Proof },
  faults: ["passwords_off", "proof_refused", "code_refused", "origin_refused", "rate_limited", "sign_in_busy"],
});

export const getProof = defineRoute({
  operationId: "getProof",
  method: "get",
  path: "/api/me/proof/recent",
  tag: "people",
  summary: "Until when the session's last proof counts, and whether the next takes a code",
  access: "member",
  roles: everyRole,
  keys: "never",
  withoutFactor: true,
  outsiders: true,
  answer: { kind: "json", status: 200, schema: Proof },
  faults: [],
});

export const getSecondFactor = defineRoute({
  operationId: "getSecondFactor",
  method: "get",
  path: "/api/me/second-factor",
  tag: "people",
  summary: "Whether signing in takes a second step, since when, and how many recovery codes are left",
  access: "member",
  roles: everyRole,
  keys: "never",
  withoutFactor: true,
  answer: { kind: "json", status: 200, schema: SecondFactor },
  faults: [],
});

export const offerSecondFactor = defineRoute({
  operationId: "offerSecondFactor",
  method: "post",
  path: "/api/me/second-factor",
  tag: "people",
  summary:
    "A secret for an authenticator, against the password, or a recent proof of whoever has none; nothing changes before its first code",
  access: "member",
  roles: everyRole,
  keys: "never",
  withoutFactor: true,
  body: GivePassword,
  answer: { kind: "json", status: 200, schema: OfferedSecondFactor },
  faults: [
    "proof_needed",
    "passwords_off",
    "proof_refused",
    "conflict",
    "origin_refused",
    "rate_limited",
    "sign_in_busy",
  ],
});

export const confirmSecondFactor = defineRoute({
  operationId: "confirmSecondFactor",
  method: "post",
  path: "/api/me/second-factor/confirm",
  tag: "people",
  summary:
    "Turn the second step on with the authenticator's first code, which ends all other sessions; answers with the recovery codes, once",
  access: "member",
  roles: everyRole,
  keys: "never",
  withoutFactor: true,
  body: GiveCode,
  answer: { kind: "json", status: 200, schema: RecoveryCodes },
  faults: ["code_refused", "conflict", "origin_refused", "rate_limited"],
});

export const turnOffSecondFactor = defineRoute({
  operationId: "turnOffSecondFactor",
  method: "post",
  path: "/api/me/second-factor/turn-off",
  tag: "people",
  summary:
    "Turn the second step off, with password and code; whoever has no password, with a recent proof and the code",
  access: "member",
  roles: everyRole,
  keys: "never",
  body: GiveBoth,
  answer: { kind: "empty", status: 204 },
  faults: [
    "proof_needed",
    "passwords_off",
    "proof_refused",
    "code_refused",
    "conflict",
    "second_factor_kept",
    "origin_refused",
    "rate_limited",
    "sign_in_busy",
  ],
});

export const renewRecoveryCodes = defineRoute({
  operationId: "renewRecoveryCodes",
  method: "post",
  path: "/api/me/second-factor/recovery-codes",
  tag: "people",
  summary:
    "New recovery codes in place of all old ones, with password and code; whoever has no password, with a recent proof and the code",
  access: "member",
  roles: everyRole,
  keys: "never",
  body: GiveBoth,
  answer: { kind: "json", status: 200, schema: RecoveryCodes },
  faults: [
    "proof_needed",
    "passwords_off",
    "proof_refused",
    "code_refused",
    "conflict",
    "origin_refused",
    "rate_limited",
    "sign_in_busy",
  ],
});

export const secondFactorRoutes = {
  takeSecondStep,
  proveIdentity,
  getProof,
  getSecondFactor,
  offerSecondFactor,
  confirmSecondFactor,
  turnOffSecondFactor,
  renewRecoveryCodes,
};
