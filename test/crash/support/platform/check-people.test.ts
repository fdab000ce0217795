import { expect, it } from "vitest";
import { checkHistory } from "./check-history.ts";
import { also, ana, file, flawless, ida, luz, remaining, type Broken } from "./flawless-history.ts";

const broken: Broken = [
  [
    "a deleted file that came back",
    remaining(({ files }) => ({ files: [...files, file("f2", ana, "a2.csv", "bb", 6)] })),
    /file f2 is still there/,
  ],
  [
    "an invitation that let two in",
    also({ who: "eva@ 1", from: 72, to: 74, did: "accepted", invitationId: "i3", email: "eva@", userId: "eva" }),
    /i3 let 2 in/,
  ],
  [
    "an invitation that let somebody in after it was taken back",
    also({ who: "leo@ 2", from: 76, to: 77, did: "accepted", invitationId: "i2", email: "leo@", userId: "leo" }),
    /i2 let somebody in though it was taken back/,
  ],
  [
    "an invitation that is called used by nobody",
    also(
      { who: ana, from: 70, to: 71, did: "invited", invitationId: "i4", email: "pia@" },
      { who: ana, from: 72, to: 73, did: "took back", invitationId: "i4", used: true },
    ),
    /i4 is called used by nobody/,
  ],
  [
    "an invitation that lets nobody in",
    also(
      { who: ana, from: 70, to: 71, did: "invited", invitationId: "i4", email: "pia@" },
      { who: "pia@ 1", from: 72, to: 73, did: "was turned away", invitationId: "i4", code: "invitation_has_account" },
    ),
    /i4 turned somebody away with invitation_has_account though nobody was let in/,
  ],
  [
    "an invitation that is said to be taken back",
    also({ who: "eva@ 1", from: 72, to: 73, did: "was turned away", invitationId: "i3", code: "invitation_revoked" }),
    /i3 turned somebody away with invitation_revoked/,
  ],
  ["a lost invitation", remaining(({ invitations }) => ({ invitations: invitations.slice(0, 1) })), /i3 is gone/],
  [
    "an invitation that is open again",
    remaining(({ invitations }) => ({
      invitations: invitations.map((each) => ({ ...each, state: "open" as const })),
    })),
    /i2 is open instead of revoked/,
  ],
  [
    "an invitation that somebody else accepted",
    remaining(({ invitations }) => ({
      invitations: invitations.map((each) => (each.id === "i3" ? { ...each, acceptedBy: luz } : each)),
    })),
    /i3 was accepted by somebody else/,
  ],
  [
    "an invitation of whoever was erased",
    remaining(({ invitations }) => ({
      invitations: [...invitations, { id: "i1", state: "accepted" as const, acceptedBy: ida }],
    })),
    /i1 outlived whom it let in/,
  ],
  [
    "an invitation that was mailed twice",
    remaining(({ addresses }) => ({ addresses: addresses.map((each) => ({ ...each, mails: 2 })) })),
    /leo@ got 2 mails/,
  ],
  [
    "an invitation that was never mailed",
    remaining(({ addresses }) => ({ addresses: addresses.map((each) => ({ ...each, mails: 0 })) })),
    /eva@ got 0 mails/,
  ],
  [
    "a mail that outlived whom it let in",
    remaining(({ addresses }) => ({ addresses: addresses.map((each) => ({ ...each, mails: 1 })) })),
    /ida@ got 1 mails instead of 0/,
  ],
  [
    "a newcomer who is there twice",
    remaining(({ addresses }) => ({ addresses: addresses.map((each) => ({ ...each, members: 2 * each.members })) })),
    /eva@ is 2 members instead of 1/,
  ],
  [
    "a newcomer who is lost",
    remaining(({ addresses }) => ({ addresses: addresses.map((each) => ({ ...each, members: 0 })) })),
    /eva@ is 0 members instead of 1/,
  ],
  [
    "somebody who is known though nobody let them in",
    remaining(({ addresses }) => ({ addresses: addresses.map((each) => ({ ...each, persons: 1 })) })),
    /leo@ is 1 persons instead of 0/,
  ],
  ["somebody who came back", also({ who: ida, from: 90, to: 91, did: "came back" }), /ida was let in/],
  [
    "a trace of somebody who was erased",
    remaining(() => ({ traces: [{ who: ida, table: "caudal.notifications" }] })),
    /ida is still named in caudal.notifications/,
  ],
  [
    "a file of somebody who was erased",
    remaining(({ files }) => ({ files: [...files, file("f4", ida, "i1.csv", "dd", 3)] })),
    /i1.csv outlived its owner/,
  ],
  [
    "bytes of somebody who was erased",
    remaining(({ stored }) => ({ stored: [...stored, { folder: "u4", known: true }] })),
    /the bytes of f4 are still there/,
  ],
  [
    "a file of somebody who was erased that is open yet",
    also({ who: ana, from: 86, to: 87, did: "looked in", fileId: "f4", open: true }),
    /ana was let into f4/,
  ],
  [
    "a key of somebody who was erased",
    remaining(({ keys }) => ({ keys: [...keys, { id: "c3", who: ida, revoked: false }] })),
    /key c3 outlived its owner/,
  ],
];

it.each(broken)("a history with %s is refused", (_what, change, said) => {
  expect(checkHistory(change(flawless)).join("\n")).toMatch(said);
});
