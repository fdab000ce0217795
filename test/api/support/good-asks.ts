import type { OperationId } from "@caudal/contract/routes/routes.ts";
import { password, type Account, type Belongings } from "./furnish-account.ts";

/** What an operation is asked for so that it does what it is for. */
export type GoodAsk = {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};
type UploadOperation = "describeUploads" | "createUpload" | "getUpload" | "sendUpload" | "deleteUpload";
export type GoodAsks = { readonly [operation in OperationId | UploadOperation]?: GoodAsk };

const tus = { "Tus-Resumable": "1.0.0" };

/** By whoever has `own` in `account`; `guests` are others in it, of whom one is removed. */
export function goodAsksOf(
  account: Account,
  own: Belongings,
  guests: { readonly staying: string; readonly going: string; readonly email: string },
): GoodAsks {
  const at = (id: string): GoodAsk => ({ path: { id } });
  const profile = { name: "Nueva", ...account.none };
  const { ending } = own;
  return {
    requestPasswordReset: { body: { email: guests.email } },
    confirmEmail: { body: { token: own.confirming } },
    changeEmail: { body: { password, email: `p${crypto.randomUUID()}@ejemplo.test` } },
    updateMe: { body: { name: "Ana María", mail_notices: ["error"] } },
    updateMember: { ...at(guests.staying), body: { role: "analyst" } },
    removeMember: at(guests.going),
    getMemberWays: at(guests.staying),
    endMemberSessions: at(guests.staying),
    revokeMemberKeys: { ...at(guests.staying), body: {} },
    revokeMemberLinks: { ...at(guests.staying), body: {} },
    invite: {
      body: { email: `p${crypto.randomUUID()}@ejemplo.test`, role: "analyst", access_profile_id: account.profile },
    },
    resendInvitation: at(account.resending),
    revokeInvitation: at(account.ending.invitation),
    lookUpInvitation: { body: { token: account.offer } },
    createCompany: { body: { name: "Mar" } },
    updateCompany: { ...at(account.company), body: { name: "Luz Norte" } },
    deleteCompany: at(account.ending.company),
    createWarehouse: { body: { name: "Este", company_id: account.company } },
    updateWarehouse: { ...at(account.warehouse), body: { name: "Oeste", company_id: account.company } },
    deleteWarehouse: at(account.ending.warehouse),
    createTab: { body: { key: "caja", name: "Caja" } },
    updateTab: { ...at(account.tab), body: { name: "Ventas del mes" } },
    deleteTab: at(account.ending.tab),
    createAccessProfile: { body: profile },
    updateAccessProfile: { ...at(account.changing.profile), body: { ...profile, name: "Sur", version: 1 } },
    giveProfileToNewcomers: at(account.profile),
    deleteAccessProfile: at(account.ending.profile),
    updateAccount: { body: { name: "Abarrotes Luz" } },
    setAccountFactor: { body: { required: false } },
    proveIdentity: { body: { password } },
    offerSecondFactor: { body: { password } },
    createApiKey: { body: { name: "informe", scopes: ["files:read"], expires_in_days: 1 } },
    revokeApiKey: at(ending.key),
    removeLeftThings: at(ending.left),
    getFile: at(own.file),
    deleteFile: at(ending.file),
    downloadFile: at(own.file),
    listRows: at(own.file),
    listRejects: at(own.file),
    listInsights: at(own.file),
    getProfile: at(own.file),
    listLogs: at(own.file),
    listShares: at(own.file),
    shareFile: { ...at(own.file), body: { grantee: { kind: "link" } } },
    updateShare: { ...at(own.share), body: { may_download: true } },
    revokeShare: at(ending.share),
    openLink: { path: { token: own.link } },
    listLinkedInsights: { path: { token: own.link } },
    listLinkedRows: { path: { token: own.link } },
    downloadLinkedFile: { path: { token: own.link } },
    processFile: { body: { fileId: own.repeated } },
    getRun: at(own.run),
    cancelRun: at(own.waitingRun),
    getReceipt: at(own.run),
    verifyReceipt: at(own.run),
    traceFile: at(own.file),
    traceInsight: at(own.insight),
    updateNotification: { ...at(own.notification), body: { is_read: true } },
    createWebhook: { body: { name: "más avisos", url: own.hooks, kinds: ["file.done"] } },
    updateWebhook: { ...at(own.hook), body: { name: "avisos de ventas" } },
    rotateWebhookSecret: at(own.hook),
    deleteWebhook: at(ending.hook),
    testWebhook: at(own.hook),
    listWebhookDeliveries: at(own.hook),
    replayWebhookDelivery: { path: { id: own.hook, delivery: own.delivery } },
    replayWebhook: at(own.emptied),
    removeSecondFactor: { body: { email: guests.email } },
    setAccountQuota: { ...at(account.id), body: { storage_bytes: null, runs: null } },
    createUpload: { headers: { ...tus, "Upload-Length": "5", "Upload-Metadata": `filename ${btoa("a.csv")}` } },
    getUpload: { ...at(own.upload), headers: tus },
    sendUpload: { ...at(own.upload), headers: { ...tus, "Upload-Offset": "0" }, body: "a,b\n" },
    deleteUpload: { ...at(ending.upload), headers: tus },
  };
}
