import { randomUUID } from "node:crypto";
import type { OperationId, Routes } from "@caudal/contract/routes/routes.ts";
import { withScope } from "@caudal/db/scope.ts";
import { createInvitationToken, hashInvitationToken } from "../../src/admin/invitation-token.ts";
import { createPasswordHasher } from "../../src/auth/password-hash.ts";
import { openAuthDatabase } from "../../src/auth/auth-database.ts";
import { issueLink, type LinkKind, type LinkValue } from "../../src/mailed-links/one-time-links.ts";
import type { Somebody } from "../crew.ts";
import type { Input } from "../id-places.ts";
import { scenePassword as password, type Scene } from "./scene.ts";
import { offerFactor } from "./turn-on-factor.ts";

/** Operations that write. */
export type WritingOperation = {
  [K in OperationId]: Routes[K]["method"] extends "get" ? never : K;
}[OperationId];

/** Prepares what an operation is asked with; what it gives makes one request, and another each time that it is called. */
export type Ask = (scene: Scene) => Promise<() => Input | Promise<Input>>;

const nothing: Ask = async () => () => ({});
const always =
  (input: () => Input): Ask =>
  async () =>
    input;
/** What names one thing by its id in the path. */
const named =
  (kind: Parameters<Scene["thing"]>[0], body?: () => object): Ask =>
  async ({ thing }) => {
    const params = { id: await thing(kind) };
    return () => ({ params, ...(body === undefined ? {} : { body: body() }) });
  };
const link =
  <K extends LinkKind>(
    kind: K,
    value: (scene: Scene) => LinkValue<K> | Promise<LinkValue<K>>,
    more: object = {},
  ): Ask =>
  async (scene) => {
    const auth = openAuthDatabase(scene.server.database.signin);
    const token = await issueLink(auth, kind, await value(scene));
    return () => ({ body: { token, ...more } });
  };
const withCode: Ask =
  async ({ codes }) =>
  () => ({ body: { password, code: codes.pop() ?? "" } });
const invented = () => `i${randomUUID()}@ejemplo.test`;
const hashed = createPasswordHasher(4).hash(password);
/** Somebody who signed up, and has the mail. */
const pending = async () => ({ name: "N", email: invented(), password: await hashed, locale: "es" as const });

/** An invitation to an owner's account, whose token is known. */
async function offer({ server, takeAway }: Scene, owner: Somebody, email: string): Promise<string> {
  const token = createInvitationToken();
  const id = await withScope(server.database.app.db, owner.scope, async (tx) => {
    const profile = await tx.selectFrom("access_profiles").select("id").limit(1).executeTakeFirstOrThrow();
    const row = {
      account_id: owner.scope.accountId,
      email,
      role: "analyst" as const,
      access_profile_id: profile.id,
      invited_by: owner.userId,
      token_hash: hashInvitationToken(token),
      expires_at: new Date(Date.now() + 3_600_000),
      accepted_by: null,
    };
    return (await tx.insertInto("invitations").values(row).returning("id").executeTakeFirstOrThrow()).id;
  });
  takeAway.push(() => owner.client.revokeInvitation({ params: { id } }));
  return token;
}

const accessProfile: Ask = async ({ thing }) => {
  const parts = {
    all_companies: false,
    all_warehouses: false,
    hidden_fields: ["costo"],
    companies: [await thing("company")],
    warehouses: [await thing("warehouse")],
    tabs: [await thing("tab")],
  };
  return () => ({ body: { name: randomUUID(), ...parts } });
};

/** Every operation that writes, without exception: one without its row here does not compile. */
export const asks: { readonly [K in WritingOperation]: Ask } = {
  signUp: always(() => ({ body: { name: "N", email: invented(), password } })),
  signIn:
    async ({ email }) =>
    () => ({ body: { email, password } }),
  signOut: nothing,
  lookUpSignUp: link("sign_up", pending),
  confirmSignUp: link("sign_up", pending, { password }),
  requestPasswordReset:
    async ({ email }) =>
    () => ({ body: { email } }),
  resetPassword: link("reset_password", ({ actor, email }) => ({ user_id: actor.userId, email }), { password }),
  confirmEmail: link("change_email", ({ actor, email }) => ({
    user_id: actor.userId,
    from: email,
    email: invented(),
  })),
  keepEmail: link("keep_email", ({ actor, email }) => ({ user_id: actor.userId, email })),
  changePassword: always(() => ({ body: { password, new_password: password } })),
  changeEmail: always(() => ({ body: { password, email: invented() } })),
  verifyEmail: nothing,
  updateMe: always(() => ({ body: { name: randomUUID() } })),
  // Of nobody who has given the password just before; second-factor.race.attack.db.test.ts has those who have.
  takeSecondStep: always(() => ({ body: { code: "000000" } })),
  proveIdentity: always(() => ({ body: { password } })),
  offerSecondFactor: always(() => ({ body: { password } })),
  confirmSecondFactor: async ({ twin }) => {
    const code = await offerFactor(twin.client, password);
    return () => ({ body: { code } });
  },
  turnOffSecondFactor: withCode,
  renewRecoveryCodes: withCode,
  removeSecondFactor:
    async ({ email }) =>
    () => ({ body: { email } }),
  endSession: named("session"),
  endOtherSessions: nothing,
  signOutEverywhere: nothing,
  createApiKey: always(() => ({ body: { name: "Tablero", scopes: ["files:read"], expires_in_days: 30 } })),
  revokeApiKey: named("key"),
  // Nothing is configured in this test; sign-in.oidc.db.test.ts has a provider.
  startOidc: always(() => ({ body: { next: "/" } })),
  startProof: always(() => ({ body: { next: "/" } })),
  eraseMe: always(() => ({ body: { word: "BORRAR" } })),
  setAccountQuota:
    async ({ owner }) =>
    () => ({
      params: { id: owner.scope.accountId },
      body: { storage_bytes: null, runs: null },
    }),
  deleteFile: named("file"),
  processFile: async ({ thing }) => {
    const fileId = await thing("file");
    return () => ({ body: { fileId } });
  },
  shareFile: async ({ thing }) => {
    const params = { id: await thing("file") };
    const user_id = await thing("member");
    let turn = 0;
    const grantees = [{ kind: "member", user_id }, { kind: "link" }];
    return () => ({ params, body: { grantee: grantees[turn++ % 2], may_download: true } });
  },
  updateShare: named("share", () => ({ may_download: true })),
  revokeShare: named("share"),
  cancelRun: named("run"),
  // Of a run that has not ended; verify-receipt.tamper.db.test.ts has those that have.
  verifyReceipt: named("run"),
  updateAccount: always(() => ({ body: { name: randomUUID() } })),
  setAccountFactor: async () => {
    let required = false;
    return () => ({ body: { required: (required = !required) } });
  },
  enterAccount: named("account"),
  leaveAccount: nothing,
  updateMember: async ({ thing }) => {
    const params = { id: await thing("member") };
    const access_profile_id = await thing("access profile");
    return () => ({ params, body: { role: "viewer", access_profile_id } });
  },
  removeMember: named("member"),
  handOver: named("member"),
  endMemberSessions: named("member"),
  revokeMemberKeys: named("member", () => ({})),
  revokeMemberLinks: named("member", () => ({})),
  removeLeftThings: named("departure"),
  invite: async ({ thing }) => {
    const access_profile_id = await thing("access profile");
    return () => ({ body: { email: invented(), role: "analyst", access_profile_id } });
  },
  resendInvitation: named("invitation"),
  revokeInvitation: named("invitation"),
  lookUpInvitation: async (scene) => {
    const token = await offer(scene, scene.owner, invented());
    return () => ({ body: { token } });
  },
  acceptInvitation: async (scene) => {
    const token = await offer(scene, scene.owner, invented());
    return () => ({ body: { token, name: "N", password } });
  },
  joinByInvitation: async (scene) => {
    const token = await offer(scene, await scene.elsewhere(), scene.email);
    return () => ({ body: { token } });
  },
  createCompany: always(() => ({ body: { name: randomUUID() } })),
  updateCompany: named("company", () => ({ name: randomUUID() })),
  deleteCompany: named("company"),
  createWarehouse: async ({ thing }) => {
    const company_id = await thing("company");
    return () => ({ body: { name: randomUUID(), company_id } });
  },
  updateWarehouse: async ({ thing }) => {
    const params = { id: await thing("warehouse") };
    const company_id = await thing("company");
    return () => ({ params, body: { name: randomUUID(), company_id } });
  },
  deleteWarehouse: named("warehouse"),
  createTab: always(() => ({ body: { key: `t${randomUUID().slice(0, 8)}`, name: "Ventas" } })),
  updateTab: named("tab", () => ({ name: randomUUID() })),
  deleteTab: named("tab"),
  createAccessProfile: accessProfile,
  updateAccessProfile: async (scene) => {
    const params = { id: await scene.thing("access profile") };
    const parts = await accessProfile(scene);
    let version = 1;
    return async () => ({ params, body: { ...(await parts()).body, version: version++ } });
  },
  giveProfileToNewcomers: named("access profile"),
  deleteAccessProfile: named("access profile"),
  beginView: async ({ thing }) => {
    const user_id = await thing("member");
    return () => ({ body: { user_id } });
  },
  endView: nothing,
  updateNotification: named("notification", () => ({ is_read: true })),
  readAllNotifications: nothing,
  createWebhook: always(() => ({
    body: { name: "Tablero", url: "https://93.184.215.14/avisos", kinds: ["file.done"] },
  })),
  updateWebhook: named("webhook", () => ({ name: randomUUID() })),
  rotateWebhookSecret: named("webhook"),
  deleteWebhook: named("webhook"),
  testWebhook: named("webhook"),
  replayWebhookDelivery: async ({ thing }) => {
    const params = { id: await thing("webhook"), delivery: randomUUID() };
    return () => ({ params });
  },
  replayWebhook: named("webhook"),
  rotateMasterKey: nothing,
  acknowledgeAuditHeads: async () => () => ({ body: { id: "0123456789ab", because: "se restauró una copia" } }),
};

/** Those that are for somebody who has turned the second factor on. */
export const withFactor: readonly WritingOperation[] = [
  "turnOffSecondFactor",
  "renewRecoveryCodes",
  "removeSecondFactor",
  "setAccountFactor",
];

/** Those that are not done in this place, for the reason that stands with them. */
export const notDoneHere: readonly WritingOperation[] = [
  "takeSecondStep",
  "startOidc",
  "startProof",
  "verifyReceipt",
  "replayWebhookDelivery",
  "acknowledgeAuditHeads",
];
