const shape = /^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/;
const zero = 48;
/** Where the fraction begins in `2026-01-31 12:00:00.123456+00`, and where the zone of one without. */
const fractionAt = 20;

/**
 * An instant from the text of a `timestamptz` as a session in UTC says it; null for any other text (other zones, years of fewer or more than four
 * digits, before our era, infinity). Digit by digit: rows are full of instants, and what reads all forms takes twice as long.
 * What lies below the millisecond is cut off, as pg's parser does it.
 */
export function utcInstantOf(text: string): Date | null {
  if (!shape.test(text)) return null;
  const digit = (at: number): number => text.charCodeAt(at) - zero;
  const two = (at: number): number => digit(at) * 10 + digit(at + 1);
  let milliseconds = 0;
  const digits = Math.min(text.length - fractionAt - 3, 3);
  for (let place = 0, weight = 100; place < digits; place += 1, weight /= 10)
    milliseconds += digit(fractionAt + place) * weight;
  return new Date(Date.UTC(two(0) * 100 + two(2), two(5) - 1, two(8), two(11), two(14), two(17), milliseconds));
}
