import type { FileReading } from "@caudal/contract/resources/reading.ts";
import type { InsightTable } from "@caudal/insights/table.ts";
import type { ScanColumn } from "@caudal/tables/scan.ts";
import type { ProfileSteps } from "./profile-ports.ts";

type Logging = Pick<ProfileSteps, "log">;

/** Names of columns in one line; the columns' own page has them all. */
const namedColumns = 10;
const delimiterNames: Readonly<Record<string, string>> = { "\t": "TAB", " ": "␠" };

/** How the file is read, in one line. */
export async function logReading({ log }: Logging, reading: FileReading): Promise<void> {
  const { encoding, delimiter, sheet } = reading;
  const format =
    reading.format === "excel" ? "Excel" : reading.format === "parquet" ? "Parquet" : reading.format.toUpperCase();
  if (encoding !== null && delimiter !== null) {
    const name = delimiterNames[delimiter] ?? delimiter;
    return log("info", "profile.read_text", { format, encoding, delimiter: name });
  }
  if (sheet !== null) return log("info", "profile.read_sheet", { format, sheet });
  return log("info", "profile.read_as", { format });
}

/** What the first pass over all rows showed: how many there are, and which columns turned out to be text only then. */
export async function logFirstLook(
  { log }: Logging,
  expected: readonly ScanColumn[],
  { columns, rows, rejected }: Pick<InsightTable, "rows" | "rejected"> & { readonly columns: readonly ScanColumn[] },
): Promise<void> {
  const before = new Map(expected.map((column) => [column.name, column.type.kind]));
  const widened = columns.filter(({ name, type }) => type.kind === "text" && before.get(name) !== "text");
  if (widened.length > 0) {
    const names = widened.slice(0, namedColumns).map((column) => column.sourceName);
    await log("warn", "profile.widened", {
      columns: `${names.join(", ")}${widened.length > namedColumns ? ", …" : ""}`,
    });
  }
  await log("info", "profile.rows", { rows });
  if (rejected > 0) await log("warn", "profile.rejected", { rejected });
}
