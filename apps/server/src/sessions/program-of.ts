/** Browsers by a mark in what they say of themselves, those first whose text also holds the mark of another. */
const programs: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\/|\bEdgiOS\//, "Edge"],
  [/\bOPR\/|\bOpera\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bCriOS\/|\bChrome\/|\bHeadlessChrome\//, "Chrome"],
  [/\bSafari\//, "Safari"],
  [/^curl\//, "curl"],
  [/^python-requests\/|^Python-urllib\//, "Python"],
  [/^node\b|\bundici\b/, "Node.js"],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b|\biPod\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bMacintosh\b|\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/** The names of a program and of the system that it runs on, from its User-Agent; null for what it does not say. Anybody may write anything there. */
export function programOf(userAgent: string | null): { readonly name: string | null; readonly system: string | null } {
  const find = (marks: typeof programs): string | null =>
    marks.find(([mark]) => mark.test(userAgent ?? ""))?.[1] ?? null;
  return { name: find(programs), system: find(systems) };
}
