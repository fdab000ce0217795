import type { History } from "./history.ts";
import { endsOf, erasedPeople, goneFiles, ofKind, openness } from "./read-entries.ts";

type Rule = (history: History) => readonly string[];

/** What must hold of links and of API keys, each rule with the promise that it keeps. */
export const accessRules: Readonly<Record<string, Rule>> = {
  "a link opens its file while it holds, and only then": ({ entries }) => {
    const names = new Map(ofKind(entries, "uploaded").map(({ fileId, name }) => [fileId, name]));
    return ofKind(entries, "opened link").flatMap((look) => {
      const made = ofKind(entries, "made link").filter(({ shareId }) => shareId === look.shareId);
      const { may, must } = openness(
        look,
        made.map((begun) => ({
          begun,
          ended: [
            ...ofKind(entries, "revoked").filter(({ shareId }) => shareId === look.shareId),
            ...endsOf(entries, begun.fileId),
          ],
        })),
      );
      if (look.fileName === null) return must ? [`link ${look.shareId} was shut`] : [];
      if (!may) return [`link ${look.shareId} was open`];
      return made.some(({ fileId }) => names.get(fileId) === look.fileName)
        ? []
        : [`link ${look.shareId} showed ${look.fileName}`];
    });
  },

  "no link is lost, and none holds after it was revoked": ({ entries, remains }) => {
    const gone = goneFiles(entries);
    const revoked = new Set(ofKind(entries, "revoked").map(({ shareId }) => shareId));
    return ofKind(entries, "made link").flatMap(({ fileId, shareId }) => {
      if (gone.has(fileId)) return [];
      const left = remains.shares.find(({ id }) => id === shareId);
      if (left === undefined) return [`link ${shareId} is gone`];
      return left.revoked === revoked.has(shareId) ? [] : [`link ${shareId} is ${left.revoked ? "" : "not "}revoked`];
    });
  },

  "a key opens while it holds, and is refused for ever once it was revoked": ({ entries, remains }) => {
    const erased = erasedPeople(entries);
    return [
      ...ofKind(entries, "used key").flatMap((use) => {
        const { may, must } = openness(
          use,
          ofKind(entries, "made key")
            .filter(({ keyId }) => keyId === use.keyId)
            .map((begun) => ({
              begun,
              ended: [
                ...ofKind(entries, "revoked key").filter(({ keyId }) => keyId === use.keyId),
                ...ofKind(entries, "erased").filter(({ who }) => who === begun.who),
              ],
            })),
        );
        if (use.open && !may) return [`key ${use.keyId} was let in`];
        return !use.open && must ? [`key ${use.keyId} was refused`] : [];
      }),
      ...ofKind(entries, "made key").flatMap(({ who, keyId }) => {
        if (erased.has(who)) return [];
        const left = remains.keys.find(({ id }) => id === keyId);
        const revoked = ofKind(entries, "revoked key").some((each) => each.keyId === keyId);
        if (left === undefined || left.who !== who) return [`key ${keyId} of ${who} is gone`];
        return left.revoked === revoked ? [] : [`key ${keyId} is ${left.revoked ? "" : "not "}revoked`];
      }),
    ];
  },
};
