import { expect, it } from "vitest";
import { checkHistory } from "./check-history.ts";
import { flawless, receipt, remaining, type Broken } from "./flawless-history.ts";
import type { Remains } from "./history.ts";

const audited = (change: Partial<Remains["audit"]>) => remaining(({ audit }) => ({ audit: { ...audit, ...change } }));
const receipted = (change: Partial<Remains["receipts"][number]>) =>
  remaining(({ receipts }) => ({
    receipts: receipts.map((each) => (each.runId === "r2" ? { ...each, ...change } : each)),
  }));

const broken: Broken = [
  [
    "an entry that was changed",
    audited({ findings: ["entry_changed 7 9 what"] }),
    /the chain is not as it was sealed: entry_changed 7 9 what/,
  ],
  ["a chain without a seal", audited({ seals: 0 }), /nothing was sealed/],
  ["a chain without a head", audited({ heads: 0 }), /no head of the chain was kept/],
  ["a sealer that stands still", audited({ unsealed: 3 }), /3 entries wait for their seal/],
  [
    "a server that takes its own chain for a forgery",
    audited({ disagreements: ['{"why":"gone"}'] }),
    /a server did not find what it had kept: {"why":"gone"}/,
  ],
  ["an erasure that the audit does not tell", audited({ erasures: 0 }), /0 of 1 erasures are told/],
  [
    "a run whose receipt nobody could ask for",
    remaining(({ receipts }) => ({ receipts: receipts.filter(({ runId }) => runId !== "r2") })),
    /nobody saw run r2/,
  ],
  ["a run without a receipt", receipted({ seal: "none: 409", verdict: "none" }), /the seal of r2 is none: 409/],
  ["a receipt that nobody signed", receipted({ waits: true }), /the receipt of r2 waits for its seal/],
  ["a receipt that somebody else signed", receipted({ seal: "forged" }), /the seal of r2 is forged/],
  [
    "a receipt of what is not there",
    receipted({ verdict: "differs", told: ["run run_changed attempts"] }),
    /the receipt of r2 is differs, run run_changed attempts/,
  ],
  ["a receipt that was compared with nothing", receipted({ verdict: "signed" }), /the receipt of r2 is signed/],
  [
    "two receipts of one run",
    remaining(({ receipts }) => ({ receipts: [...receipts, receipt("r2")] })),
    /run r2 has two receipts/,
  ],
];

it.each(broken)("a history with %s is refused", (_what, change, said) => {
  expect(checkHistory(change(flawless)).join("\n")).toMatch(said);
});
