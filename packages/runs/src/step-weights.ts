/** How far a run is: finished steps with their whole share, the one at work with its fraction. 0 to 1. */
export function overallProgress(
  steps: Readonly<Record<string, number>>,
  finished: ReadonlySet<string>,
  current?: { readonly name: string; readonly fraction: number },
): number {
  let total = 0;
  let done = 0;
  for (const [name, weight] of Object.entries(steps)) {
    total += weight;
    if (finished.has(name)) done += weight;
    else if (current?.name === name) done += weight * Math.min(1, Math.max(0, current.fraction));
  }
  return total > 0 ? done / total : 0;
}
