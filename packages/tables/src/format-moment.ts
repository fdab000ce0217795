const microsPerSecond = 1_000_000n;
const microsPerDay = 86_400n * microsPerSecond;

/** DuckDB's and PostgreSQL's infinities: the far ends of their ranges stand for "always" and "never". */
const infiniteDay = 2_147_483_647;
const infiniteMicros = 9_223_372_036_854_775_807n;

/** Days since 1970-01-01 as ISO 8601; years outside 0 to 9999 carry a sign and six or more digits, as the standard asks. */
export function formatDate(days: number): string {
  if (days === infiniteDay) return "infinity";
  if (days === -infiniteDay) return "-infinity";
  // Civil date from a day count in the proleptic Gregorian calendar: eras of 400 years starting in March.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${formatYear(year)}-${twoDigits(month)}-${twoDigits(day)}`;
}

function formatYear(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, "0");
  return `${year < 0 ? "-" : "+"}${String(Math.abs(year)).padStart(6, "0")}`;
}

/** Microseconds since midnight as "14:05:09", with a fraction only where there is one. */
export function formatTime(micros: bigint): string {
  const seconds = Number(micros / microsPerSecond);
  const fraction = micros % microsPerSecond;
  const clock = `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
  return fraction === 0n ? clock : `${clock}.${fraction.toString().padStart(6, "0").replace(/0+$/, "")}`;
}

/** Microseconds since the epoch as "2024-02-29T14:05:09", with "Z" for an instant. */
export function formatTimestamp(micros: bigint, zone: boolean): string {
  if (micros === infiniteMicros) return "infinity";
  if (micros === -infiniteMicros) return "-infinity";
  const remainder = micros % microsPerDay;
  const timeOfDay = remainder < 0n ? remainder + microsPerDay : remainder;
  const days = Number((micros - timeOfDay) / microsPerDay);
  return `${formatDate(days)}T${formatTime(timeOfDay)}${zone ? "Z" : ""}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
