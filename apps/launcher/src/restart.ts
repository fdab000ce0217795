/** How long a process has to live until its earlier deaths are forgotten. */
const healthyMs = 30_000;
const firstDelayMs = 250;
const longestDelayMs = 10_000;

/** Deaths in a row, each before the process had lived long enough to count as healthy. */
export type DeathCount = number;

/** What to do about a process that ended after `livedMs`, when it had died `before` times in a row. */
export function planRestart(
  before: DeathCount,
  livedMs: number,
): { readonly deaths: DeathCount; readonly delayMs: number } {
  const deaths = livedMs >= healthyMs ? 1 : before + 1;
  return { deaths, delayMs: Math.min(longestDelayMs, firstDelayMs * 2 ** (deaths - 1)) };
}
