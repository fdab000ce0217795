import type { Cell, DuckdbProcess } from "@caudal/duckdb/duckdb-process.ts";
import type { StatementOptions } from "@caudal/duckdb/settings.ts";
import { plainNumberSql } from "@caudal/duckdb/sql/cast-sql.ts";
import { conventionsOf, sourceTextSql, valueSql } from "@caudal/duckdb/sql/scan-sql.ts";
import type { ScanColumn } from "@caudal/tables/scan.ts";
import { batchColumns } from "../measures/batch-columns.ts";
import { askOne, countOf } from "../measures/measured-table.ts";
import { wholeRowAggregates, wholeTextSql, type ColumnFailures, type TextScan } from "./text-scan.ts";
import { widenType } from "./widen-type.ts";

/** The columns of a scan, each with a type that holds what it has to: one more pass over the file, for the refused texts alone. */
export async function widenColumns(
  duckdb: DuckdbProcess,
  scan: TextScan,
  failures: readonly ColumnFailures[],
  options: StatementOptions,
): Promise<readonly ScanColumn[]> {
  const row: Record<string, Cell> = {};
  for (const some of batchColumns(failures)) {
    const places = some.map(({ place }) => place);
    const aggregates = [
      ...wholeRowAggregates(scan, places),
      ...places.flatMap((place) => refusedAggregates(scan, place)),
    ];
    Object.assign(
      row,
      await askOne(
        (sql) => duckdb.queryRows(sql, options),
        `SELECT ${aggregates.join(", ")} FROM ${wholeTextSql(scan, places)}`,
      ),
    );
  }
  return scan.columns.map((column, place) => {
    const failure = failures.find((candidate) => candidate.place === place);
    if (failure === undefined) return column;
    const at = (name: string): number => countOf(row[`r${place}_${name}`]);
    const type = widenType(column.type, {
      texts: failure.texts,
      refused: failure.failed,
      plainNumbers: at("plain"),
      numbers: at("numbers"),
      integerDigits: at("digits"),
      decimals: at("decimals"),
      timestamps: at("timestamps"),
    });
    return { ...column, type };
  });
}

function refusedAggregates(scan: TextScan, place: number): readonly string[] {
  const text = sourceTextSql(scan, place);
  const conventions = conventionsOf(scan);
  const refused = `(${text} IS NOT NULL AND (${valueSql(scan, place)}) IS NULL)`;
  const number = `trim(${plainNumberSql(text, conventions)})`;
  const plain = `regexp_full_match(${number}, '[-+]?[0-9]*\\.?[0-9]*') AND regexp_matches(${number}, '[0-9]')`;
  const timestamps =
    conventions.dateFormat === null && conventions.timestampFormat === null
      ? `count(TRY_CAST(${text} AS TIMESTAMP)) FILTER (${refused})`
      : "0";
  return [
    `count_if(${refused} AND coalesce(${plain}, false)) AS r${place}_plain`,
    `count(TRY_CAST(${number} AS DOUBLE)) FILTER (${refused}) AS r${place}_numbers`,
    `max(length(regexp_extract(${number}, '^[-+]?0*([0-9]*)', 1))) FILTER (${refused} AND coalesce(${plain}, false)) AS r${place}_digits`,
    `max(length(regexp_extract(${number}, '\\.([0-9]*)$', 1))) FILTER (${refused} AND coalesce(${plain}, false)) AS r${place}_decimals`,
    `${timestamps} AS r${place}_timestamps`,
  ];
}
