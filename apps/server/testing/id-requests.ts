import { randomUUID } from "node:crypto";
import type { FaultCode } from "@caudal/base/fault.ts";
import type { OperationId } from "@caudal/contract/routes/routes.ts";
import type { Input } from "./id-places.ts";
import type { ThingKind } from "./things.ts";

export type Kind = ThingKind | "delivery";
/** What an id is of that stands in a place of a request. */
type Place = {
  readonly kind: Kind;
  /** How it is refused; `told`: nothing is refused, since what is named only narrows what is one's own. */
  readonly refused?: FaultCode | "told";
  /** Takes what is no UUID as well. */
  readonly loose?: true;
};

/** Every place of every operation: ids.attack.db.test.ts holds it against the contract. */
export const places: Readonly<Record<string, Place>> = {
  "endSession params.id": { kind: "session" },
  "revokeApiKey params.id": { kind: "key" },
  // Accounts that go with the asker, of those that are the asker's alone: another's stays, whoever names it.
  "eraseMe body.give_up.*": { kind: "account", refused: "told" },
  "setAccountQuota params.id": { kind: "account", refused: "metrics_refused" },
  "listAccountQuotas query.cursor": { kind: "account", refused: "metrics_refused" },
  "acknowledgeAuditHeads body.id": { kind: "account", refused: "metrics_refused" },
  "streamEvents query.account": { kind: "account", refused: "account_changed" },
  "getFile params.id": { kind: "file" },
  "deleteFile params.id": { kind: "file" },
  "downloadFile params.id": { kind: "file" },
  "listRows params.id": { kind: "file" },
  "listRejects params.id": { kind: "file" },
  "listInsights params.id": { kind: "file" },
  "getProfile params.id": { kind: "file" },
  "listLogs params.id": { kind: "file" },
  "processFile body.fileId": { kind: "file" },
  "listShares params.id": { kind: "file" },
  "shareFile params.id": { kind: "file" },
  "shareFile body.grantee.user_id": { kind: "member", refused: "share_grantee_unknown" },
  "updateShare params.id": { kind: "share" },
  "revokeShare params.id": { kind: "share" },
  "getRun params.id": { kind: "run" },
  "cancelRun params.id": { kind: "run" },
  "getReceipt params.id": { kind: "run" },
  "verifyReceipt params.id": { kind: "run" },
  "traceFile params.id": { kind: "file" },
  "traceInsight params.id": { kind: "insight" },
  "enterAccount params.id": { kind: "account" },
  "updateMember params.id": { kind: "member" },
  "updateMember body.access_profile_id": { kind: "access profile" },
  "removeMember params.id": { kind: "member" },
  "handOver params.id": { kind: "member" },
  "getMemberWays params.id": { kind: "member" },
  "endMemberSessions params.id": { kind: "member" },
  "revokeMemberKeys params.id": { kind: "member" },
  // Of those that the member has: another's stays, whoever names it.
  "revokeMemberKeys body.ids.*": { kind: "key", refused: "told" },
  "revokeMemberLinks params.id": { kind: "member" },
  "revokeMemberLinks body.ids.*": { kind: "share", refused: "told" },
  "removeLeftThings params.id": { kind: "departure" },
  "invite body.access_profile_id": { kind: "access profile" },
  "resendInvitation params.id": { kind: "invitation" },
  "revokeInvitation params.id": { kind: "invitation" },
  "updateCompany params.id": { kind: "company" },
  "deleteCompany params.id": { kind: "company" },
  "createWarehouse body.company_id": { kind: "company" },
  "updateWarehouse params.id": { kind: "warehouse" },
  "updateWarehouse body.company_id": { kind: "company" },
  "deleteWarehouse params.id": { kind: "warehouse" },
  "updateTab params.id": { kind: "tab" },
  "deleteTab params.id": { kind: "tab" },
  "createAccessProfile body.companies.*": { kind: "company" },
  "createAccessProfile body.warehouses.*": { kind: "warehouse" },
  "createAccessProfile body.tabs.*": { kind: "tab" },
  "updateAccessProfile params.id": { kind: "access profile" },
  "updateAccessProfile body.companies.*": { kind: "company" },
  "updateAccessProfile body.warehouses.*": { kind: "warehouse" },
  "updateAccessProfile body.tabs.*": { kind: "tab" },
  "giveProfileToNewcomers params.id": { kind: "access profile" },
  "deleteAccessProfile params.id": { kind: "access profile" },
  "beginView body.user_id": { kind: "member" },
  "listAudit query.person": { kind: "member", refused: "told" },
  "listAudit query.object": { kind: "file", refused: "told", loose: true },
  "updateNotification params.id": { kind: "notification" },
  "updateWebhook params.id": { kind: "webhook" },
  "rotateWebhookSecret params.id": { kind: "webhook" },
  "deleteWebhook params.id": { kind: "webhook" },
  "testWebhook params.id": { kind: "webhook" },
  "listWebhookDeliveries params.id": { kind: "webhook" },
  "replayWebhookDelivery params.id": { kind: "webhook" },
  "replayWebhookDelivery params.delivery": { kind: "delivery" },
  "replayWebhook params.id": { kind: "webhook" },
};

/** What somebody may name: their own, and what is the account's. */
export type Own = Readonly<
  Record<"file" | "webhook" | "delivery" | "member" | "company" | "warehouse" | "tab" | "access profile", string>
>;
const access = (own: Own) => ({
  name: randomUUID(),
  all_companies: false,
  all_warehouses: false,
  hidden_fields: [],
  companies: [own.company],
  warehouses: [own.warehouse],
  tabs: [own.tab],
});

/** Requests that would be answered, but for the id that is put into one; where the id alone is asked for, there is nothing to say. */
export const requests: Partial<Record<OperationId, (own: Own) => Input>> = {
  eraseMe: () => ({ body: { word: "BORRAR" } }),
  acknowledgeAuditHeads: () => ({ body: { because: "lo dijo alguien" } }),
  setAccountQuota: () => ({ body: { storage_bytes: null, runs: null } }),
  processFile: (own) => ({ body: { fileId: own.file } }),
  shareFile: (own) => ({ params: { id: own.file }, body: { grantee: { kind: "member", user_id: own.member } } }),
  updateShare: () => ({ body: { may_download: true } }),
  updateMember: (own) => ({
    params: { id: own.member },
    body: { role: "viewer", access_profile_id: own["access profile"] },
  }),
  invite: (own) => ({
    body: { email: `i${randomUUID()}@ejemplo.test`, role: "analyst", access_profile_id: own["access profile"] },
  }),
  updateCompany: () => ({ body: { name: randomUUID() } }),
  createWarehouse: (own) => ({ body: { name: randomUUID(), company_id: own.company } }),
  updateWarehouse: (own) => ({
    params: { id: own.warehouse },
    body: { name: randomUUID(), company_id: own.company },
  }),
  revokeMemberKeys: (own) => ({ params: { id: own.member }, body: { ids: [randomUUID()] } }),
  revokeMemberLinks: (own) => ({ params: { id: own.member }, body: { ids: [randomUUID()] } }),
  updateTab: () => ({ body: { name: "Ventas" } }),
  createAccessProfile: (own) => ({ body: access(own) }),
  updateAccessProfile: (own) => ({ params: { id: own["access profile"] }, body: { ...access(own), version: 1 } }),
  beginView: (own) => ({ body: { user_id: own.member } }),
  listAudit: () => ({ query: {} }),
  updateNotification: () => ({ body: { is_read: true } }),
  updateWebhook: () => ({ body: { name: "Otro" } }),
  replayWebhookDelivery: (own) => ({ params: { id: own.webhook, delivery: own.delivery } }),
};
