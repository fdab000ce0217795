import { languageOf } from "@caudal/base/config.ts";
import { type Fault, toFault } from "@caudal/base/fault.ts";
import { faultText } from "@caudal/contract/faults/problem-of.ts";

/** Everything that the launcher says to the person at the terminal goes through here. */
export function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A sentence in Spanish, then in English. */
export function tellBoth(es: string, en: string): void {
  tell(es);
  tell(`  ${en}`);
}

/** What happened and what to do, and for a failure that nobody foresaw what was thrown. */
export function describeFailure(thrown: unknown, env: NodeJS.ProcessEnv): string {
  const fault: Fault = toFault(thrown);
  const { title, detail, action } = faultText(fault, languageOf(env));
  const cause =
    fault.code === "internal" && fault.cause instanceof Error ? [fault.cause.stack ?? fault.cause.message] : [];
  return [`✗ ${title}`, detail, action, ...cause].filter((line) => line !== "").join("\n");
}
