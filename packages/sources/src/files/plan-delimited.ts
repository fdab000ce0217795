import type { ColumnDecision } from "./decide-column.ts";
import type { ColumnSight } from "./observe-column.ts";
import type { DateOrder } from "./read-moment.ts";

/** The options of the engine's reader under which every decided column is read right. */
export type ReaderOptions = {
  readonly decimal: "." | ",";
  readonly thousands: "" | "." | "," | " " | "'";
  readonly dateFormat: string | null;
  readonly timestampFormat: string | null;
  readonly nulls: readonly string[];
};

/** Why no set of options reads all columns, so that a normalised copy is needed. */
export type CopyCause = "figures_dressed" | "figures_differ" | "dates_differ" | "dates_named" | "nulls_in_text";

export type DelimitedPlan = { readonly options: ReaderOptions } | { readonly copy: CopyCause };

/** The engine takes one decimal mark, one mark of thousands, one pattern for dates and one for instants for a whole file. */
export function planDelimited(decisions: readonly ColumnDecision[], sights: readonly ColumnSight[]): DelimitedPlan {
  const typed = decisions
    .map((decision, column) => ({ decision, sight: sights[column] }))
    .filter(({ decision }) => decision.type.kind !== "text");
  const figures = typed.filter(({ decision }) => ["int", "decimal", "float"].includes(decision.type.kind));
  if (figures.some(({ sight }) => (sight?.dressed ?? 0) > 0)) return { copy: "figures_dressed" };
  const decimals = new Set(figures.flatMap(({ decision }) => decision.decimal ?? []));
  const thousands = new Set(figures.map(({ decision }) => decision.thousands).filter((mark) => mark !== ""));
  if (decimals.size > 1 || thousands.size > 1) return { copy: "figures_differ" };
  const mark = [...thousands][0] ?? "";
  const decimal = [...decimals][0] ?? (mark === "." ? "," : ".");
  if (mark === decimal) return { copy: "figures_differ" };
  const dates = patternOf(typed.filter(({ decision }) => decision.type.kind === "date"));
  const instants = patternOf(typed.filter(({ decision }) => decision.type.kind === "timestamp"));
  const clocks = typed.filter(({ decision }) => decision.type.kind === "time");
  if (dates === "named" || instants === "named") return { copy: "dates_named" };
  if (
    dates === "differ" ||
    instants === "differ" ||
    clocks.some(({ sight }) => [...(sight?.forms.keys() ?? [])].some((form) => /[pz]/.test(form)))
  ) {
    return { copy: "dates_differ" };
  }
  const nulls = new Set(typed.flatMap(({ sight }) => [...(sight?.nulls.keys() ?? [])]));
  const texts = decisions.flatMap((decision, column) => (decision.type.kind === "text" ? [sights[column]] : []));
  if (texts.some((sight) => [...(sight?.nulls.keys() ?? [])].some((key) => nulls.has(key))))
    return { copy: "nulls_in_text" };
  return {
    options: {
      decimal,
      thousands: asThousands(mark),
      dateFormat: dates.pattern,
      timestampFormat: instants.pattern,
      nulls: [...nulls],
    },
  };
}

function asThousands(mark: string): ReaderOptions["thousands"] {
  return mark === "." || mark === "," || mark === " " || mark === "'" ? mark : "";
}

type Typed = readonly { readonly decision: ColumnDecision; readonly sight: ColumnSight | undefined }[];

function patternOf(columns: Typed): { readonly pattern: string | null } | "differ" | "named" {
  const patterns = new Set<string>();
  for (const { decision, sight } of columns) {
    for (const form of sight?.forms.keys() ?? []) {
      if (form.startsWith("name")) return "named";
      const pattern = strptimePattern(form, decision.order ?? "ymd", decision.type.kind === "timestamp");
      if (pattern === null) return "differ";
      patterns.add(pattern);
    }
  }
  if (patterns.size > 1) return "differ";
  const pattern = [...patterns][0] ?? "";
  return { pattern: pattern === "" ? null : pattern };
}

/** The pattern for one form of `readMoment`; "" where the engine's own ISO reading does, null where no pattern exists. */
function strptimePattern(form: string, order: DateOrder, instant: boolean): string | null {
  const [day = "", clock = ""] = form.split("|");
  const iso = /^Y[-]M[-]D[T_]?$/.test(day);
  if (instant && iso && !clock.includes("p")) return "";
  if (/[pz]/.test(clock) || day.endsWith("__") || (instant && clock === "")) return null;
  const mark = day[1] ?? "-";
  const year = day.includes("y") ? "%y" : "%Y";
  const parts = { ymd: [year, "%m", "%d"], dmy: ["%d", "%m", year], mdy: ["%m", "%d", year] }[order];
  const gap = day.endsWith("T") ? "T" : day.endsWith("_") ? " " : "";
  const time = clock === "" ? "" : clock === "HM" ? "%H:%M" : clock === "HMS" ? "%H:%M:%S" : "%H:%M:%S.%f";
  return parts.join(mark) + gap + time;
}
