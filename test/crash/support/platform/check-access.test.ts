import { expect, it } from "vitest";
import { checkHistory } from "./check-history.ts";
import { also, ana, flawless, ida, luz, remaining, type Broken } from "./flawless-history.ts";

const broken: Broken = [
  [
    "an open link that was ended",
    also({ who: luz, from: 67, to: 68, did: "opened link", shareId: "s3", fileName: "a1.csv" }),
    /link s3 was open/,
  ],
  [
    "an open link of whoever was erased",
    also({ who: luz, from: 84, to: 85, did: "opened link", shareId: "s6", fileName: "i1.csv" }),
    /link s6 was open/,
  ],
  [
    "a link that is shut though it holds",
    also({ who: luz, from: 67, to: 68, did: "opened link", shareId: "s4", fileName: null }),
    /link s4 was shut/,
  ],
  [
    "a link that shows another file",
    also({ who: luz, from: 67, to: 68, did: "opened link", shareId: "s4", fileName: "l1.csv" }),
    /link s4 showed l1.csv/,
  ],
  ["a lost link", remaining(({ shares }) => ({ shares: shares.filter(({ id }) => id !== "s4") })), /link s4 is gone/],
  [
    "a link that holds again",
    remaining(({ shares }) => ({
      shares: shares.map((each) => (each.id === "s3" ? { ...each, revoked: false } : each)),
    })),
    /link s3 is not revoked/,
  ],
  [
    "a link that ended by itself",
    remaining(({ shares }) => ({
      shares: shares.map((each) => (each.id === "s4" ? { ...each, revoked: true } : each)),
    })),
    /link s4 is revoked/,
  ],
  [
    "a revoked key that opens",
    also({ who: ana, from: 67, to: 68, did: "used key", keyId: "c1", open: true }),
    /key c1 was let in/,
  ],
  [
    "a key that opens after its owner's erasure",
    also({ who: ida, from: 84, to: 85, did: "used key", keyId: "c3", open: true }),
    /key c3 was let in/,
  ],
  [
    "a key that is refused though it holds",
    also({ who: ana, from: 67, to: 68, did: "used key", keyId: "c2", open: false }),
    /key c2 was refused/,
  ],
  ["a lost key", remaining(({ keys }) => ({ keys: keys.slice(0, 1) })), /key c2 of ana is gone/],
  [
    "a key of somebody else",
    remaining(({ keys }) => ({ keys: keys.map((each) => ({ ...each, who: luz })) })),
    /key c2 of ana is gone/,
  ],
  [
    "a key that holds again",
    remaining(({ keys }) => ({ keys: keys.map((each) => ({ ...each, revoked: false })) })),
    /key c1 is not revoked/,
  ],
];

it("a history in which a link is opened and a key is used while they are ended is accepted, open and shut", () => {
  for (const open of [true, false]) {
    const change = also(
      { who: luz, from: 61, to: 61.5, did: "opened link", shareId: "s3", fileName: open ? "a1.csv" : null },
      { who: ana, from: 61, to: 61.5, did: "used key", keyId: "c1", open },
    );
    expect(checkHistory(change(flawless))).toEqual([]);
  }
});

it.each(broken)("a history with %s is refused", (_what, change, said) => {
  expect(checkHistory(change(flawless)).join("\n")).toMatch(said);
});
