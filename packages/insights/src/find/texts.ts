import type { WrittenAs } from "@caudal/contract/findings/finding-params.ts";
import { state, axis, type Finder, type Known } from "../finder.ts";
import type { ColumnFacts } from "../classify-columns.ts";
import type { Finding } from "../finding.ts";
import { ofShare } from "../importance.ts";
import type { Measure, MeasureOf } from "../measure.ts";

const writings = ["number", "date", "text"] as const satisfies readonly WrittenAs[];
/** Figures among prose are part of it; prose among figures spoils them from the first on. */
const fewestFigures = 0.02;
const mostMixed = 0.5;
/** Marks on more codes than this are how the codes are built. */
const rareMark = 0.1;
const mostColumns = 40;
const examples = 5;

/** How texts are written: two kinds in one column, spellings of one value, stray spaces, words that mean "no value". */
export const texts: Finder = { wave: 2, plan, find };

const shapesOf = (column: string): MeasureOf<"textShapes"> => ({ kind: "textShapes", column });
const variantsOf = (column: string): MeasureOf<"variants"> => ({ kind: "variants", column, limit: 10 });
const rowsShaped = (column: string, as: WrittenAs | "placeholder"): MeasureOf<"rowsWhere"> => ({
  kind: "rowsWhere",
  any: [{ is: "shaped", column, as }],
  order: null,
  limit: examples,
});

function textColumns(known: Known): readonly ColumnFacts[] {
  return known.columns
    .filter(({ type, role }) => type.kind === "text" && role !== "empty" && role !== "constant")
    .slice(0, mostColumns);
}

function plan(round: number, known: Known): readonly Measure[] {
  if (round === 2) {
    return textColumns(known).flatMap(({ name, role }) => [
      shapesOf(name),
      ...(role === "category" || role === "code" || role === "text" ? [variantsOf(name)] : []),
    ]);
  }
  if (round !== 3) return [];
  return textColumns(known).flatMap(({ name }) => {
    const mix = mixOf(known, name);
    const placeholders = known.answers.to(shapesOf(name))?.rows.placeholder ?? 0;
    return [
      ...(mix === null ? [] : [rowsShaped(name, mix.minority)]),
      ...affixesOf(known, name).map((affix) => rowsAffixed(name, affix)),
      ...(placeholders > 0 ? [rowsShaped(name, "placeholder")] : []),
    ];
  });
}

function find(known: Known): readonly Finding[] {
  return textColumns(known).flatMap((column) => [
    ...writtenTwoWays(known, column),
    ...variants(known, column),
    ...padded(known, column),
    ...placeholders(known, column),
  ]);
}

function mixOf(known: Known, column: string) {
  const shapes = known.answers.to(shapesOf(column));
  if (shapes === null) return null;
  const counts = writings.map((as) => ({ as, count: shapes.rows[as] })).toSorted((a, b) => b.count - a.count);
  const [majority, minority] = counts;
  const written = counts.reduce((sum, { count }) => sum + count, 0);
  if (majority === undefined || minority === undefined || minority.count === 0 || written < 10) return null;
  const share = minority.count / written;
  if (share > mostMixed || (majority.as === "text" && share < fewestFigures)) return null;
  return {
    majority: majority.as,
    minority: minority.as,
    count: minority.count,
    share,
    examples: shapes.examples[minority.as],
    shapes,
  };
}

function mixed(known: Known, { name, summary }: ColumnFacts): readonly Finding[] {
  const mix = mixOf(known, name);
  if (mix === null) return [];
  const { shapes, ...rest } = mix;
  // Blanks and words for "no value" are none of the two writings, but values of the column.
  const { present } = summary;
  const bars = writings.flatMap((as) =>
    shapes.rows[as] > 0 ? [{ label: `@${as}`, value: shapes.rows[as], highlight: as === mix.minority }] : [],
  );
  return [
    state(known, {
      key: "mixed_column",
      params: { column: name, ...rest, present, share: mix.count / present },
      columns: [name],
      // Text among many figures keeps a column from being summed: it weighs more than a few figures among text.
      magnitude: mix.majority === "text" ? ofShare(mix.share) / 2 : Math.max(0.3, ofShare(mix.share)),
      measure: rowsShaped(name, mix.minority),
      rows: known.answers.to(rowsShaped(name, mix.minority)),
      data: { chart: "bar", category: axis("@written_as", "text"), value: axis("@rows"), bars, others: null },
    }),
  ];
}

function writtenTwoWays(known: Known, column: ColumnFacts): readonly Finding[] {
  const names = column.coded || column.role === "code" || column.role === "identifier";
  const marked = names ? affixed(known, column) : [];
  return marked.length > 0 || column.coded ? marked : mixed(known, column);
}

/** Codes mix figures and letters by nature; said is only when a mark explains all that are not figures alone. */
function affixed(known: Known, { name, summary }: ColumnFacts): readonly Finding[] {
  const mix = mixOf(known, name);
  if (mix === null || mix.majority !== "number" || mix.share > rareMark) return [];
  return affixesOf(known, name)
    .flatMap((affix) => {
      const rows = known.answers.to(rowsAffixed(name, affix));
      return rows === null || rows.total !== mix.count
        ? []
        : [
            state(known, {
              key: "code_affix",
              params: {
                column: name,
                affix: affix.text,
                end: affix.end,
                count: rows.total,
                present: summary.present,
                share: rows.total / summary.present,
                examples: mix.examples,
              },
              columns: [name],
              magnitude: ofShare(mix.share),
              measure: rowsAffixed(name, affix),
              rows,
            }),
          ];
    })
    .slice(0, 1);
}

type Affix = { readonly end: "start" | "end"; readonly text: string };

const rowsAffixed = (column: string, { end, text }: Affix): MeasureOf<"rowsWhere"> => ({
  kind: "rowsWhere",
  any: [{ is: "affixed", column, end, with: text }],
  order: null,
  limit: examples,
});

/** What stands before or behind the figures in all examples of the minority. */
function affixesOf(known: Known, column: string): readonly Affix[] {
  const seen = mixOf(known, column)?.examples.map((value) => value.trim()) ?? [];
  const common = (texts: readonly string[]) =>
    texts[0] !== undefined && texts[0] !== "" && texts.every((each) => each === texts[0]) ? texts[0] : null;
  const start = common(seen.map((value) => /^[^0-9]+(?=[0-9])/.exec(value)?.[0] ?? ""));
  const end = common(seen.map((value) => /(?<=[0-9])[^0-9]+$/.exec(value)?.[0] ?? ""));
  return [
    ...(start === null ? [] : [{ end: "start", text: start } as const]),
    ...(end === null ? [] : [{ end: "end", text: end } as const]),
  ];
}

function variants(known: Known, { name, summary }: ColumnFacts): readonly Finding[] {
  const found = known.answers.to(variantsOf(name));
  if (found === null || found.groups === 0) return [];
  const spellings = found.examples[0]?.spellings.map(({ value }) => value) ?? [];
  return [
    state(known, {
      key: "category_variants",
      params: { column: name, groups: found.groups, rows: found.rows, examples: spellings },
      columns: [name],
      magnitude: Math.max(ofShare(found.rows / summary.present), Math.min(0.5, found.groups / summary.approxDistinct)),
      measure: variantsOf(name),
      data: {
        chart: "table",
        columns: ["@same_as", "@spelling", "@rows"],
        rows: found.examples.flatMap(({ key, spellings: each }) => each.map(({ value, count }) => [key, value, count])),
      },
    }),
  ];
}

function padded(known: Known, { name, summary }: ColumnFacts): readonly Finding[] {
  const count = known.answers.to(shapesOf(name))?.padded ?? 0;
  // Where spaces split a category in two, the finding on spellings says so already.
  if (count === 0 || (known.answers.to(variantsOf(name))?.groups ?? 0) > 0) return [];
  const share = count / summary.present;
  return [
    state(known, {
      key: "padded_text",
      params: { column: name, count, share },
      columns: [name],
      magnitude: ofShare(share),
      measure: shapesOf(name),
    }),
  ];
}

function placeholders(known: Known, { name, summary }: ColumnFacts): readonly Finding[] {
  const shapes = known.answers.to(shapesOf(name));
  const count = shapes?.rows.placeholder ?? 0;
  if (shapes === null || count === 0) return [];
  const share = count / summary.present;
  // What most rows say is an answer ("none"), not the lack of one.
  if (share > mostMixed) return [];
  // "ND" and "NA" among codes of two or three letters are North Dakota and Namibia.
  const letters = shapes.examples.placeholder.every((value) => /^[a-z]{2,3}$/i.test(value.trim()));
  if (letters && (summary.text?.maxLength ?? 0) <= 3) return [];
  return [
    state(known, {
      key: "placeholder_values",
      params: { column: name, count, share, values: shapes.examples.placeholder },
      columns: [name],
      magnitude: ofShare(share),
      measure: rowsShaped(name, "placeholder"),
      rows: known.answers.to(rowsShaped(name, "placeholder")),
      data: { chart: "figure", value: count, total: summary.present, format: "number", label: "@rows" },
    }),
  ];
}
