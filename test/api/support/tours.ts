import { ProblemError, type Client } from "@caudal/contract/client/client.ts";
import type { FaultCode } from "@caudal/base/fault.ts";
import type { OperationId } from "@caudal/contract/routes/routes.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";
import { Secret, TOTP } from "otpauth";
import { mailIn } from "../../support/mail-folder.ts";

/** A browser whose every answer is held against the contract. */
export type Browse = () => Client;
type Tour = {
  readonly browse: Browse;
  readonly dataDir: string;
  readonly seen: Set<OperationId>;
  readonly locale: Locale;
};

const password = "mañana llueve en Quito";

/** Where what is asked for cannot be done here: the client has held the problem against its schema too. */
async function refused(
  seen: Set<OperationId>,
  operation: OperationId,
  code: FaultCode,
  asked: Promise<unknown>,
): Promise<void> {
  const error: unknown = await asked.then(
    () => new Error(`${operation} was done`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError) || error.problem.code !== code) throw error;
  seen.add(operation);
}

/** Two steps, sessions, proofs and keys of somebody who has just signed up with `email`. */
export async function tourSecurity({ browse, seen }: Tour, client: Client, email: string): Promise<void> {
  await client.proveIdentity({ body: { password } });
  await client.listProofWays();
  await refused(seen, "startProof", "not_found", client.startProof({ body: { next: "/profile/security" } }));
  const key = await client.createApiKey({ body: { name: "informe", scopes: ["files:read"], expires_in_days: 1 } });
  await client.listApiKeys();
  await client.revokeApiKey({ params: { id: key.id } });
  const { secret } = await client.offerSecondFactor({ body: { password } });
  const authenticator = new TOTP({ secret: Secret.fromBase32(secret) });
  const { codes } = await client.confirmSecondFactor({ body: { code: authenticator.generate() } });
  await client.getSecondFactor();
  await client.setAccountFactor({ body: { required: true } });
  await client.getAccountFactor();
  await client.setAccountFactor({ body: { required: false } });
  await client.listSecurityActivity();
  await client.getProof();
  const [first = "", second = "", third = ""] = codes;
  const elsewhere = browse();
  // The password alone opens nothing.
  await refused(seen, "signIn", "second_step_needed", elsewhere.signIn({ body: { email, password } }));
  await elsewhere.takeSecondStep({ body: { code: first } });
  const { items } = await elsewhere.listSessions();
  await elsewhere.endSession({ params: { id: items.find((session) => !session.current)?.id ?? "" } });
  const renewed = await elsewhere.renewRecoveryCodes({ body: { password, code: second } });
  await elsewhere.turnOffSecondFactor({ body: { password, code: renewed.codes[0] ?? third } });
  await elsewhere.endOtherSessions();
  await elsewhere.signOutEverywhere();
  await browse().listSignInWays();
  await refused(seen, "startOidc", "not_found", browse().startOidc({ body: { next: "/files" } }));
  await refused(seen, "finishOidc", "not_found", browse().finishOidc({ query: {} }));
}

/** An endpoint of somebody's own, at an address that the operator opened and where a receiver answers. */
export async function tourWebhooks({ seen }: Pick<Tour, "seen">, client: Client, url: string): Promise<void> {
  await client.proveIdentity({ body: { password } });
  const hook = await client.createWebhook({ body: { name: "avisos", url, kinds: ["file.done"] } });
  const params = { id: hook.id };
  await client.listWebhooks();
  await client.updateWebhook({ params, body: { name: "avisos de ventas" } });
  await client.rotateWebhookSecret({ params });
  await client.testWebhook({ params });
  const { items } = await client.listWebhookDeliveries({ params });
  await client.replayWebhook({ params });
  for (const { id: delivery } of items)
    await refused(
      seen,
      "replayWebhookDelivery",
      "webhook_not_replayable",
      client.replayWebhookDelivery({ params: { ...params, delivery } }),
    );
  await client.deleteWebhook({ params });
}

/** The account of its owner, and two people whom the owner invites: one comes in anew, the other had an account. */
export async function tourAdministration(
  tour: Tour,
  owner: Client,
  other: { readonly client: Client; readonly email: string },
): Promise<void> {
  const { browse, dataDir, seen } = tour;
  const { account } = await owner.getMe();
  await owner.updateAccount({ body: { name: "Abarrotes Luz" } });
  const company = await owner.createCompany({ body: { name: "Luz" } });
  await owner.updateCompany({ params: { id: company.id }, body: { name: "Luz Norte" } });
  await owner.listCompanies();
  const warehouse = await owner.createWarehouse({ body: { name: "Centro", company_id: company.id } });
  await owner.updateWarehouse({ params: { id: warehouse.id }, body: { name: "Sur", company_id: company.id } });
  await owner.listWarehouses();
  const tab = await owner.createTab({ body: { key: "ventas", name: "Ventas" } });
  await owner.updateTab({ params: { id: tab.id }, body: { name: "Ventas del mes" } });
  await owner.listTabs();
  const parts = { all_companies: false, all_warehouses: false, hidden_fields: ["costo"] };
  const open = { companies: [company.id], warehouses: [warehouse.id], tabs: [tab.id] };
  const profile = await owner.createAccessProfile({ body: { name: "Norte", ...parts, ...open } });
  const none = { companies: [], warehouses: [], tabs: [] };
  const spare = await owner.createAccessProfile({ body: { name: "Otro", ...parts, ...none } });
  const { version } = spare;
  await owner.updateAccessProfile({ params: { id: spare.id }, body: { name: "Nadie", ...parts, ...none, version } });
  const [first] = (await owner.listAccessProfiles()).items.filter((each) => each.newcomers);
  await owner.giveProfileToNewcomers({ params: { id: spare.id } });
  await owner.giveProfileToNewcomers({ params: { id: first?.id ?? "" } });
  await owner.deleteAccessProfile({ params: { id: spare.id } });
  await owner.getAccess();

  const email = `p${crypto.randomUUID()}@ejemplo.test`;
  const body = { email, role: "analyst", access_profile_id: profile.id } as const;
  await owner.invite({ body });
  await owner.listInvitations();
  const mailed = async (to: string) => ({
    token: /\/invitation#(\S+)/.exec((await mailIn(dataDir, to, /(invites you|te invita)/)).text)?.[1] ?? "",
  });
  const guest = browse();
  const given = await mailed(email);
  await guest.lookUpInvitation({ body: given });
  await guest.acceptInvitation({ body: { ...given, name: "Beto", password } });
  await owner.invite({ body: { ...body, email: other.email } });
  await other.client.joinByInvitation({ body: await mailed(other.email) });
  const withdrawn = await owner.invite({ body: { ...body, email: `p${crypto.randomUUID()}@ejemplo.test` } });
  await owner.resendInvitation({ params: { id: withdrawn.id } });
  await owner.revokeInvitation({ params: { id: withdrawn.id } });

  await other.client.listAccounts();
  await other.client.enterAccount({ params: { id: account.id } });
  const { user_id: guestId } = await guest.getMe();
  await owner.listMembers();
  await owner.getMemberWays({ params: { id: guestId } });
  await owner.endMemberSessions({ params: { id: guestId } });
  await guest.signIn({ body: { email, password } });
  await owner.revokeMemberKeys({ params: { id: guestId }, body: {} });
  await owner.revokeMemberLinks({ params: { id: guestId }, body: {} });
  await owner.updateMember({ params: { id: guestId }, body: { role: "viewer" } });
  await owner.beginView({ body: { user_id: guestId } });
  await owner.endView();
  await owner.listAudit({ query: { limit: 5 } });
  await (await owner.exportAudit()).text();
  await owner.getAuditHeads();
  const acknowledged = owner.acknowledgeAuditHeads({ body: { id: "0123456789ab", because: "se restauró una copia" } });
  await refused(seen, "acknowledgeAuditHeads", "audit_heads_other", acknowledged);
  await owner.getMasterKey();
  await owner.rotateMasterKey();
  await owner.removeSecondFactor({ body: { email } });
  await owner.listAccountQuotas({ query: {} });
  await owner.getAccountUse();
  await owner.setAccountQuota({ params: { id: account.id }, body: { storage_bytes: null, runs: null } });
  await owner.removeMember({ params: { id: guestId } });
  await owner.listDepartures();
  await guest.listLeftAccounts();
  await guest.removeLeftThings({ params: { id: account.id } });
  await refused(seen, "deleteTab", "in_use", owner.deleteTab({ params: { id: tab.id } }));
  await refused(seen, "deleteWarehouse", "in_use", owner.deleteWarehouse({ params: { id: warehouse.id } }));
  await refused(seen, "deleteCompany", "in_use", owner.deleteCompany({ params: { id: company.id } }));
  await owner.updateAccessProfile({
    params: { id: profile.id },
    body: { name: "Norte", ...parts, ...none, version: profile.version },
  });
  await owner.deleteTab({ params: { id: tab.id } });
  await owner.deleteWarehouse({ params: { id: warehouse.id } });
  await owner.deleteCompany({ params: { id: company.id } });
  await owner.handOver({ params: { id: (await other.client.getMe()).user_id } });
  await owner.leaveAccount();
}
