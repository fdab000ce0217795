import type { History } from "./history.ts";
import { erasedPeople, ofKind, type Of } from "./read-entries.ts";

type Rule = (history: History) => readonly string[];

/** What must hold of invitations and of erasures, each rule with the promise that it keeps. */
export const peopleRules: Readonly<Record<string, Rule>> = {
  "an invitation is accepted once at most, and not after it was taken back": (history) => {
    const { entries, remains } = history;
    return ofKind(entries, "invited").flatMap((invited) => {
      const { invitationId: id } = invited;
      const accepted = ofKind(entries, "accepted").filter(({ invitationId }) => invitationId === id);
      const back = ofKind(entries, "took back").some((each) => each.invitationId === id && !each.used);
      const left = remains.invitations.find((each) => each.id === id);
      return [
        ...(accepted.length > 1 ? [`${id} let ${accepted.length} in`] : []),
        ...(back && accepted.length > 0 ? [`${id} let somebody in though it was taken back`] : []),
        ...ofKind(entries, "took back").flatMap((each) =>
          each.invitationId === id && each.used && accepted.length === 0 ? [`${id} is called used by nobody`] : [],
        ),
        ...checkTurnedAway(history, id, accepted.length > 0, back),
        ...checkState(history, invited, accepted[0], back, left),
      ];
    });
  },

  "an invitation's mail arrives, once, and goes with whoever it let in": ({ entries, remains }) => {
    const erased = erasedPeople(entries);
    return ofKind(entries, "invited").flatMap(({ invitationId, email }) => {
      const mails = remains.addresses.find((each) => each.email === email)?.mails ?? 0;
      const inside = ofKind(entries, "accepted").find((each) => each.invitationId === invitationId);
      // They are files here, which an erasure takes away.
      const due = inside !== undefined && erased.has(inside.userId) ? 0 : 1;
      return mails === due ? [] : [`${email} got ${mails} mails instead of ${due}`];
    });
  },

  "whoever was let in is one person and one member, and whoever was not is none": ({ entries, remains }) => {
    const erased = erasedPeople(entries);
    return ofKind(entries, "invited").flatMap(({ invitationId, email }) => {
      const found = remains.addresses.find((each) => each.email === email) ?? { persons: 0, members: 0 };
      const inside = ofKind(entries, "accepted").find((each) => each.invitationId === invitationId);
      const due = inside !== undefined && !erased.has(inside.userId) ? 1 : 0;
      return [
        ...(found.members === due ? [] : [`${email} is ${found.members} members instead of ${due}`]),
        ...(found.persons === due ? [] : [`${email} is ${found.persons} persons instead of ${due}`]),
      ];
    });
  },

  "nobody comes back after their erasure, and nothing of them is left": ({ entries, remains }) => {
    const erased = erasedPeople(entries);
    return [
      ...ofKind(entries, "came back").map(({ who }) => `${who} was let in`),
      ...remains.traces.map(({ who, table }) => `${who} is still named in ${table}`),
      ...remains.files.filter(({ who }) => erased.has(who)).map(({ name }) => `${name} outlived its owner`),
      ...remains.keys.filter(({ who }) => erased.has(who)).map(({ id }) => `key ${id} outlived its owner`),
    ];
  },
};

/** One of two who follow the same link is told that it is used, or that the address has an account by now; nobody is turned away for nothing. */
function checkTurnedAway({ entries }: History, id: string, accepted: boolean, back: boolean): readonly string[] {
  return ofKind(entries, "was turned away").flatMap(({ invitationId, code }) => {
    if (invitationId !== id) return [];
    const fits = code === "invitation_revoked" ? back : accepted || back;
    return fits ? [] : [`${id} turned somebody away with ${code} though nobody was let in`];
  });
}

function checkState(
  { entries }: History,
  { invitationId: id }: Of<"invited">,
  accepted: Of<"accepted"> | undefined,
  back: boolean,
  left: History["remains"]["invitations"][number] | undefined,
): readonly string[] {
  // With whoever was let in and is erased, the invitation to their address goes too.
  if (accepted !== undefined && erasedPeople(entries).has(accepted.userId))
    return left === undefined ? [] : [`${id} outlived whom it let in`];
  if (left === undefined) return [`${id} is gone`];
  const due = accepted !== undefined ? "accepted" : back ? "revoked" : "open";
  return [
    ...(left.state === due ? [] : [`${id} is ${left.state} instead of ${due}`]),
    ...(accepted === undefined || left.acceptedBy === accepted.userId ? [] : [`${id} was accepted by somebody else`]),
  ];
}
