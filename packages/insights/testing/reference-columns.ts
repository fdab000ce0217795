import { isNumeric } from "@caudal/tables/logical-type.ts";
import { shapeOf, type TextShape } from "../src/text-shape.ts";
import type { ReferenceMeasures } from "./reference-measures.ts";
import {
  byCount,
  canonicalText,
  columnOf,
  compareValues,
  countBy,
  finite,
  type ReferenceColumn,
} from "./reference-table.ts";

type OfColumns = Pick<
  ReferenceMeasures,
  "summary" | "textShapes" | "topValues" | "variants" | "quantiles" | "histogram"
>;

/** Measures of one column. */
export const referenceColumns: OfColumns = {
  summary(table, { column: name }) {
    const column = columnOf(table, name);
    const present = column.values.filter((value) => value !== null);
    const sorted = present.toSorted(compareValues);
    return {
      present: present.length,
      approxDistinct: new Set(present.map(String)).size,
      min: canonicalText(sorted[0] ?? null),
      max: canonicalText(sorted.at(-1) ?? null),
      numeric: isNumeric(column.type) ? moments(column) : null,
      text: column.type.kind === "text" ? lengths(present.map(String)) : null,
    };
  },
  textShapes(table, { column: name }) {
    const present = texts(columnOf(table, name));
    const of = (shape: TextShape) => present.filter((value) => shapeOf(value) === shape);
    const tally = <T>(make: (values: readonly string[]) => T): Record<TextShape, T> => ({
      blank: make(of("blank")),
      placeholder: make(of("placeholder")),
      number: make(of("number")),
      date: make(of("date")),
      text: make(of("text")),
    });
    return {
      rows: tally((values) => values.length),
      examples: tally((values) =>
        byCount(countBy(values, String))
          .slice(0, 5)
          .map(({ value }) => value),
      ),
      padded: present.filter((value) => value !== value.trim()).length,
    };
  },
  topValues(table, { column: name, limit }) {
    const counts = byCount(
      countBy(
        columnOf(table, name).values.filter((value) => value !== null),
        String,
      ),
    );
    return { distinct: counts.length, values: counts.slice(0, limit) };
  },
  variants(table, { column: name, limit }) {
    const groups = new Map<string, { value: string; count: number }[]>();
    for (const spelling of byCount(countBy(texts(columnOf(table, name)), String))) {
      const key = spelling.value.trim().replaceAll(/\s+/g, " ").toLowerCase();
      groups.set(key, [...(groups.get(key) ?? []), spelling]);
    }
    const several = [...groups]
      .filter(([, spellings]) => spellings.length > 1)
      .map(([key, spellings]) => ({
        key,
        spellings,
        outside: spellings.slice(1).reduce((sum, { count }) => sum + count, 0),
      }))
      .sort((a, b) => b.outside - a.outside || (a.key < b.key ? -1 : 1));
    return {
      groups: several.length,
      rows: several.reduce((sum, { outside }) => sum + outside, 0),
      examples: several.slice(0, limit).map(({ key, spellings }) => ({ key, spellings: spellings.slice(0, 5) })),
    };
  },
  quantiles(table, { column, at }) {
    const sorted = finite(columnOf(table, column)).toSorted((a, b) => a - b);
    return sorted.length === 0 ? [] : at.map((share) => quantile(sorted, share));
  },
  histogram(table, { column, edges }) {
    const counts = edges.slice(1).map(() => 0);
    let below = 0;
    let above = 0;
    for (const value of finite(columnOf(table, column))) {
      if (value < (edges[0] ?? 0)) below++;
      else if (value > (edges.at(-1) ?? 0)) above++;
      else {
        const bin = Math.min(
          edges.findLastIndex((edge) => edge <= value),
          counts.length - 1,
        );
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
    }
    return { below, counts, above };
  },
};

export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}

function moments(column: ReferenceColumn) {
  const values = finite(column);
  const mean = values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = mean === null ? 0 : values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    sd: values.length < 2 ? null : Math.sqrt(squares / (values.length - 1)),
    zeros: values.filter((value) => value === 0).length,
    negatives: values.filter((value) => value < 0).length,
  };
}

function lengths(values: readonly string[]) {
  const sizes = values.map((value) => [...value].length);
  return {
    minLength: sizes.reduce((a, b) => Math.min(a, b), sizes[0] ?? 0),
    maxLength: sizes.reduce((a, b) => Math.max(a, b), 0),
  };
}

function texts(column: ReferenceColumn): readonly string[] {
  return column.values.filter((value) => value !== null).map(String);
}
