import { stderr } from "node:process";

export type ProgressLine = { show(text: string, fraction: number): void; clear(): void };

const width = 24;
const everyMs = 80;

/** One line on standard error that rewrites itself; on anything but a terminal it is silent, so that logs stay readable. */
export function openProgressLine(enabled: boolean): ProgressLine {
  if (!enabled || !stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  let shownAt = 0;
  let shownText = "";
  return {
    show: (text, fraction) => {
      const now = performance.now();
      if (text === shownText && now - shownAt < everyMs && fraction < 1) return;
      shownAt = now;
      shownText = text;
      const full = Math.round(Math.min(1, Math.max(0, fraction)) * width);
      stderr.write(`\r\x1b[K${"█".repeat(full)}${"░".repeat(width - full)} ${Math.floor(fraction * 100)} % ${text}`);
    },
    clear: () => {
      if (shownText !== "") stderr.write("\r\x1b[K");
      shownText = "";
    },
  };
}
