import type { Locale } from "../resources/common.ts";

/** An instant as a mail writes it. Nobody knows where it will be read, so it names its zone. */
export function instantInMail(locale: Locale, instant: string): string {
  const written = new Intl.DateTimeFormat(locale === "es" ? "es-MX" : "en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  }).format(new Date(instant));
  return `${written} UTC`;
}
