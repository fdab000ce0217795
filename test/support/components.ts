import { describe } from "vitest";
import "./reporter.ts";

/** Something that a test needs and that a machine may lack: a browser, a second PostgreSQL, Python with a library. */
export type Component = {
  readonly name: string;
  readonly howToGet: string;
  /** Why it cannot be used here; undefined when it can. */
  readonly missing: string | undefined;
};

/**
 * Without these even CI skips, visibly (docs/adr/0010). The first two cannot be installed on a machine like CI's; the third stands beside
 * the checkout, and a clean clone has nothing beside it. Nothing else belongs here.
 */
const exempt: readonly string[] = ["SQL Server", "MySQL 8", "the shop's month"];

/**
 * Tries a component. `probe` returns or resolves when it works, and throws with the reason when it does not.
 * At home a missing one is skipped by `describeWith`, visibly; with CI=true it fails the test file that asks for it.
 */
export async function requireComponent(name: string, probe: () => unknown, howToGet: string): Promise<Component> {
  try {
    await probe();
    return { name, howToGet, missing: undefined };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (process.env["CI"] === "true" && !exempt.includes(name)) {
      throw new Error(`${name} is missing, and with CI=true nothing may be: ${reason}. ${howToGet}`, { cause });
    }
    return { name, howToGet, missing: reason };
  }
}

/** `describe` for tests that need components: skipped as a whole, and named at the end of the run, when one is missing. */
export function describeWith(components: Component | readonly Component[], name: string, body: () => void): void {
  const missing = [components].flat().filter((component) => component.missing !== undefined);
  if (missing.length === 0) {
    describe(name, body);
    return;
  }
  const reasons = missing.map((each) => [each.name, `${each.howToGet} (${each.missing})`] as const);
  describe(name, { skip: true, meta: { missing: Object.fromEntries(reasons) } }, body);
}
