import { everyRole } from "../access/roles.ts";
import {
  ChangeEmail,
  ChangePassword,
  ConfirmedEmail,
  ConfirmSignUp,
  FollowLink,
  KeptEmail,
  MailSent,
  PasswordReset,
  PendingSignUp,
  RequestPasswordReset,
  ResetPassword,
} from "../resources/mailed-link.ts";
import { AuthSession } from "../resources/sign-in.ts";
import { defineRoute } from "./define-route.ts";

export const lookUpSignUp = defineRoute({
  operationId: "lookUpSignUp",
  method: "post",
  path: "/api/auth/sign-up/look-up",
  tag: "people",
  summary: "Whom the link of a sign-up would make, to whoever holds its token; the link stays as good as it was",
  access: "public",
  body: FollowLink,
  answer: { kind: "json", status: 200, schema: PendingSignUp },
  faults: ["passwords_off", "link_invalid", "sign_up_closed", "origin_refused", "rate_limited"],
});

export const confirmSignUp = defineRoute({
  operationId: "confirmSignUp",
  method: "post",
  path: "/api/auth/sign-up/confirm",
  tag: "people",
  summary:
    "Follow the link of a sign-up, with the password chosen then; founds the person's account and signs in. A wrong password leaves the link as good as it was",
  access: "public",
  body: ConfirmSignUp,
  answer: { kind: "json", status: 200, schema: AuthSession },
  faults: [
    "passwords_off",
    "link_invalid",
    "sign_up_password_wrong",
    "sign_up_closed",
    "origin_refused",
    "rate_limited",
    "sign_in_busy",
  ],
});

export const requestPasswordReset = defineRoute({
  operationId: "requestPasswordReset",
  method: "post",
  path: "/api/auth/password/request-reset",
  tag: "people",
  summary: "Ask for a link to choose a new password. The answer is the same whether the address is known or not",
  access: "public",
  body: RequestPasswordReset,
  answer: { kind: "json", status: 202, schema: MailSent },
  faults: ["passwords_off", "origin_refused", "rate_limited"],
});

export const resetPassword = defineRoute({
  operationId: "resetPassword",
  method: "post",
  path: "/api/auth/password/reset",
  tag: "people",
  summary:
    "Choose a new password by a mailed link; ends all sessions, API keys, links and webhooks of the person, who is told by mail",
  access: "public",
  body: ResetPassword,
  answer: { kind: "json", status: 200, schema: PasswordReset },
  faults: ["passwords_off", "link_invalid", "password_too_common", "origin_refused", "rate_limited", "sign_in_busy"],
});

export const confirmEmail = defineRoute({
  operationId: "confirmEmail",
  method: "post",
  path: "/api/auth/email/confirm",
  tag: "people",
  summary: "Follow the link that was mailed to a new address, or to the present one",
  access: "public",
  body: FollowLink,
  answer: { kind: "json", status: 200, schema: ConfirmedEmail },
  faults: ["link_invalid", "origin_refused", "rate_limited"],
});

export const keepEmail = defineRoute({
  operationId: "keepEmail",
  method: "post",
  path: "/api/auth/email/keep",
  tag: "people",
  summary:
    "Take an account back from who changed its address or turned its second step on: ends all that opens it, and the password holds no more",
  access: "public",
  body: FollowLink,
  answer: { kind: "json", status: 200, schema: KeptEmail },
  faults: ["link_invalid", "origin_refused", "rate_limited", "sign_in_busy"],
});

export const changePassword = defineRoute({
  operationId: "changePassword",
  method: "post",
  path: "/api/me/password",
  tag: "people",
  summary: "Change one's password; ends the person's other sessions",
  access: "member",
  roles: everyRole,
  keys: "never",
  body: ChangePassword,
  answer: { kind: "empty", status: 204 },
  faults: ["passwords_off", "password_wrong", "password_too_common", "proof_needed", "rate_limited", "sign_in_busy"],
});

export const changeEmail = defineRoute({
  operationId: "changeEmail",
  method: "post",
  path: "/api/me/email",
  tag: "people",
  summary: "Ask for another address: it is changed by the link that is mailed to it, and the old one is told",
  access: "member",
  roles: everyRole,
  keys: "never",
  body: ChangeEmail,
  answer: { kind: "json", status: 202, schema: MailSent },
  faults: ["passwords_off", "password_wrong", "email_same", "proof_needed", "rate_limited", "sign_in_busy"],
});

export const verifyEmail = defineRoute({
  operationId: "verifyEmail",
  method: "post",
  path: "/api/me/email/verify",
  tag: "people",
  summary: "Ask for a link by which one's present address is confirmed",
  access: "member",
  roles: everyRole,
  keys: "never",
  answer: { kind: "json", status: 202, schema: MailSent },
  faults: ["rate_limited"],
});

export const mailedLinkRoutes = {
  lookUpSignUp,
  confirmSignUp,
  requestPasswordReset,
  resetPassword,
  confirmEmail,
  keepEmail,
  changePassword,
  changeEmail,
  verifyEmail,
};
