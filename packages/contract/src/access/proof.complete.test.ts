import { expect, test } from "vitest";
import type { RouteDefinition } from "../routes/define-route.ts";
import { routes, type OperationId } from "../routes/routes.ts";

/** Whoever signed in shows anew that it is they: what decides who may do what, and what takes data out. */
const asks: readonly OperationId[] = [
  "createApiKey",
  "createWebhook",
  "endMemberSessions",
  "eraseMe",
  "exportMyData",
  "giveProfileToNewcomers",
  "handOver",
  "invite",
  "leaveAccount",
  "removeLeftThings",
  "removeMember",
  "resendInvitation",
  "revokeMemberKeys",
  "revokeMemberLinks",
  "rotateWebhookSecret",
  "setAccountFactor",
  "shareFile",
  "updateAccessProfile",
  "updateMember",
  "updateShare",
  "updateWebhook",
];

const itself = "asks for the password, and for a code or a recent proof where there is a second step";
const less = "takes away what opens something: quick in need, and nothing is gained by it";
const everyday = "what people do all day, with what is theirs; the account's trail tells who did it";
const named = "names things of the account, or puts them in order; who sees them is said in access profiles";
const looks = "shows what the person may see anyway; audited";

/** Everything else that changes something or hands out bytes, with the reason for which it asks for none. */
const doesWithout: Partial<Record<OperationId, string>> = {
  changePassword: itself,
  changeEmail: itself,
  proveIdentity: itself,
  startProof: "leads to the service where the person shows who they are",
  offerSecondFactor: itself,
  confirmSecondFactor: "follows offerSecondFactor, within the offer",
  turnOffSecondFactor: itself,
  renewRecoveryCodes: itself,
  verifyEmail: "mails a link to the person's own address",
  endSession: less,
  endOtherSessions: less,
  signOutEverywhere: less,
  revokeApiKey: less,
  revokeInvitation: less,
  revokeShare: less,
  deleteWebhook: less,
  testWebhook: "sends no data, to an address that was given with a proof",
  replayWebhook: "sends again what its endpoint missed, to an address that was given with a proof",
  replayWebhookDelivery: "sends again what its endpoint missed, to an address that was given with a proof",
  createAccessProfile: "opens nothing until it is given to a member, which asks",
  deleteAccessProfile: "refused as long as anybody has it",
};
const reasons: Readonly<Record<string, readonly OperationId[]>> = {
  [everyday]: [
    "updateMe",
    "deleteFile",
    "processFile",
    "cancelRun",
    "updateNotification",
    "readAllNotifications",
    "enterAccount",
    "downloadFile",
    "verifyReceipt",
  ],
  [named]: [
    "updateAccount",
    "createCompany",
    "updateCompany",
    "deleteCompany",
    "createWarehouse",
    "updateWarehouse",
    "deleteWarehouse",
    "createTab",
    "updateTab",
    "deleteTab",
  ],
  [looks]: ["beginView", "endView"],
};

const member = (Object.entries(routes) as [OperationId, RouteDefinition][]).filter(
  ([, route]) => route.access === "member",
);
const matters = member.filter(([, route]) => route.method !== "get" || route.answer.kind === "bytes");

test("what decides who may do what, or takes data out, asks for a recent proof; and everything that asks stands in the list", () => {
  const asking = member.filter(([, route]) => route.access === "member" && route.proof !== undefined);
  expect(asking.map(([operation]) => operation).toSorted()).toEqual(asks);
});

test("every operation that changes something or hands out bytes asks, or has a reason not to", () => {
  const excused = new Set<string>([...Object.keys(doesWithout), ...Object.values(reasons).flat()]);
  const undecided = matters.map(([operation]) => operation).filter((operation) => !asks.includes(operation));
  expect(undecided.filter((operation) => !excused.has(operation))).toEqual([]);
  expect([...excused].filter((operation) => !undecided.some((one) => one === operation))).toEqual([]);
});
