import { everyRole } from "../access/roles.ts";
import { Me, UpdateMe } from "../resources/me.ts";
import { MailSent, SignUpAnswer } from "../resources/mailed-link.ts";
import { AuthSession, SignIn, SignUp } from "../resources/sign-in.ts";
import { defineRoute } from "./define-route.ts";

export const signUp = defineRoute({
  operationId: "signUp",
  method: "post",
  path: "/api/auth/sign-up/email",
  tag: "people",
  summary:
    "Sign up with e-mail and password: a link goes to the address, which with the same password founds the person's account and signs in. The answer is the same whether the address is known or not. With the header Caudal-Founder-Token one is signed in at once; while sign-up is closed, only so",
  access: "public",
  body: SignUp,
  answer: { kind: "json", status: 200, schema: SignUpAnswer },
  otherwise: { status: 202, description: "A link was mailed; nobody is signed in yet.", schema: MailSent },
  faults: [
    "passwords_off",
    "email_taken",
    "password_too_common",
    "sign_up_closed",
    "origin_refused",
    "rate_limited",
    "sign_in_busy",
  ],
});

export const signIn = defineRoute({
  operationId: "signIn",
  method: "post",
  path: "/api/auth/sign-in/email",
  tag: "people",
  summary:
    "Sign in; the session is a cookie that scripts cannot read. Who has turned the second step on gets none yet, but second_step_needed and a cookie for it",
  access: "public",
  body: SignIn,
  answer: { kind: "json", status: 200, schema: AuthSession },
  faults: [
    "passwords_off",
    "sign_in_refused",
    "second_step_needed",
    "sign_in_overtaken",
    "origin_refused",
    "rate_limited",
    "sign_in_busy",
  ],
});

export const signOut = defineRoute({
  operationId: "signOut",
  method: "post",
  path: "/api/auth/sign-out",
  tag: "people",
  summary: "End the session at once, its live events included",
  access: "public",
  answer: { kind: "empty", status: 204 },
  faults: ["origin_refused"],
});

export const getSession = defineRoute({
  operationId: "getSession",
  method: "get",
  path: "/api/auth/get-session",
  tag: "people",
  summary: "Who is signed in; null without a session",
  access: "public",
  answer: { kind: "json", status: 200, schema: AuthSession.nullable() },
  faults: [],
});

export const getMe = defineRoute({
  operationId: "getMe",
  method: "get",
  path: "/api/me",
  tag: "people",
  summary: "The person signed in, with account, access profile, settings and limits",
  access: "member",
  roles: everyRole,
  keys: "account:read",
  answer: { kind: "json", status: 200, schema: Me },
  faults: [],
});

export const updateMe = defineRoute({
  operationId: "updateMe",
  method: "patch",
  path: "/api/me",
  tag: "people",
  summary: "Change name, language or whether files are processed by themselves",
  access: "member",
  roles: everyRole,
  keys: "account:manage",
  body: UpdateMe,
  answer: { kind: "json", status: 200, schema: Me },
  faults: [],
});

export const personRoutes = { signUp, signIn, signOut, getSession, getMe, updateMe };
