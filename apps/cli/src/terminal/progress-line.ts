import { env, stderr } from "node:process";

export type ProgressLine = { show(text: string, fraction: number): void; clear(): void };

const barWidth = 24;
const everyMs = 80;

/**
 * One line on standard error that writes over itself, with blanks and no escape codes, and never wider than the terminal. On anything but
 * a terminal, and on one that cannot go back in its line, it is silent, so that logs stay readable.
 */
export function openProgressLine(enabled: boolean): ProgressLine {
  if (!enabled || !stderr.isTTY || env["TERM"] === "dumb") return { show: () => undefined, clear: () => undefined };
  let shownAt = 0;
  let shownText = "";
  let shownWidth = 0;
  const write = (line: string): void => {
    stderr.write(`\r${line.padEnd(shownWidth)}`);
    shownWidth = line.length;
  };
  return {
    show: (text, fraction) => {
      const now = performance.now();
      if (text === shownText && now - shownAt < everyMs && fraction < 1) return;
      shownAt = now;
      shownText = text;
      write(progressText(text, fraction, stderr.columns));
    },
    clear: () => {
      if (shownText !== "") write("");
      if (shownText !== "") stderr.write("\r");
      shownText = "";
    },
  };
}

/** A bar, the share done and what is being done, in less than `columns`: at the last one some terminals go on in the next line. */
export function progressText(text: string, fraction: number, columns: number): string {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * barWidth);
  const bar = columns < 60 ? "" : `${"█".repeat(full)}${"░".repeat(barWidth - full)} `;
  return `${bar}${Math.floor(fraction * 100)} % ${text}`.slice(0, Math.max(0, columns - 1));
}
