/**
 * Seconds that may still be needed, from the share done (0 to 1) and the seconds it took; null while too little is done to tell.
 * Rounded coarsely, because an estimate that flickers is not believed.
 */
export function estimateRemaining(progress: number, elapsed: number): number | null {
  if (progress < 0.1 || progress >= 1 || elapsed < 3) return null;
  const seconds = (elapsed * (1 - progress)) / progress;
  if (seconds < 10) return Math.max(1, Math.round(seconds));
  if (seconds < 60) return Math.ceil(seconds / 5) * 5;
  if (seconds < 600) return Math.ceil(seconds / 30) * 30;
  return Math.ceil(seconds / 60) * 60;
}
