import type { History } from "./history.ts";
import { erasedPeople, repeated } from "./read-entries.ts";

type Rule = (history: History) => readonly string[];

/** What must hold of the audit and of receipts, each rule with the promise that it keeps. */
export const recordRules: Readonly<Record<string, Rule>> = {
  "the audit's chain verifies to its end, and has every head that was kept of it": ({ remains: { audit } }) => [
    ...audit.findings.map((finding) => `the chain is not as it was sealed: ${finding}`),
    ...(audit.seals > 0 ? [] : ["nothing was sealed"]),
    ...(audit.heads > 0 ? [] : ["no head of the chain was kept"]),
    ...(audit.unsealed === 0 ? [] : [`${audit.unsealed} entries wait for their seal`]),
    // A server that was killed between a seal and its head must not take what it finds afterwards for a forgery.
    ...audit.disagreements.map((line) => `a server did not find what it had kept: ${line}`),
  ],

  "each erasure stands in the audit": ({ entries, remains: { audit } }) => {
    const erased = erasedPeople(entries).size;
    return audit.erasures >= erased ? [] : [`${audit.erasures} of ${erased} erasures are told`];
  },

  "each run that ended has one receipt, which is signed, and all is as it says": ({ remains: { runs, receipts } }) => [
    ...runs.filter(({ id }) => !receipts.some(({ runId }) => runId === id)).map(({ id }) => `nobody saw run ${id}`),
    ...repeated(receipts.map(({ runId }) => runId)).map((id) => `run ${id} has two receipts`),
    ...receipts.flatMap(({ runId, waits, seal, verdict, told }) => [
      ...(waits ? [`the receipt of ${runId} waits for its seal`] : []),
      ...(seal === "good" ? [] : [`the seal of ${runId} is ${seal}`]),
      ...(verdict === "intact" ? [] : [`the receipt of ${runId} is ${[verdict, ...told].join(", ")}`]),
    ]),
  ],
};
