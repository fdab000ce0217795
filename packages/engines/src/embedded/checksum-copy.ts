import type { DuckdbProcess } from "@caudal/duckdb/duckdb-process.ts";
import type { StatementOptions } from "@caudal/duckdb/settings.ts";
import { quoteLiteral } from "@caudal/duckdb/sql/quote.ts";
import type { TableChecksum } from "../engine.ts";
import { countOf, textOf } from "./measures/measured-table.ts";
import { describeCopy } from "./parquet-copy.ts";

/** Columns of one statement: a sum for each of thousands would cost more memory than the rows. */
const columnsAtOnce = 512;

/**
 * The rows of a Parquet copy added up, whatever their order: for each column and for whole rows the sum of DuckDB's hashes, which are
 * fast enough to be taken of every run, and differ between its versions. Faults as of `describeCopy`.
 */
export async function checksumCopy(
  duckdb: DuckdbProcess,
  path: string,
  options: StatementOptions,
): Promise<TableChecksum> {
  const { fields } = await describeCopy(duckdb, path, options);
  const from = `read_parquet(${quoteLiteral(path)})`;
  const names = fields.map((_, place) => `c${place}`);
  const [whole] = await duckdb.queryRows(
    `SELECT count(*) AS n, sum(hash(${names.join(", ")}))::VARCHAR AS s, version() AS v FROM ${from}`,
    options,
  );
  const columns: TableChecksum["columns"][number][] = [];
  for (let start = 0; start < names.length; start += columnsAtOnce) {
    const some = names.slice(start, start + columnsAtOnce);
    const asked = some.map((name, place) => `count(${name}) AS n${place}, sum(hash(${name}))::VARCHAR AS s${place}`);
    const [row] = await duckdb.queryRows(`SELECT ${asked.join(", ")} FROM ${from}`, options);
    for (const place of some.keys())
      columns.push({
        name: fields[start + place]?.name ?? "",
        present: countOf(row?.[`n${place}`]),
        checksum: hexOf(textOf(row?.[`s${place}`])),
      });
  }
  return {
    rows: countOf(whole?.["n"]),
    algorithm: `duckdb-hash ${(textOf(whole?.["v"]) ?? "").replace(/^v/, "")}`,
    checksum: hexOf(textOf(whole?.["s"])),
    columns,
  };
}

/** The sum over no rows is none. */
function hexOf(decimal: string | null): string {
  return BigInt(decimal ?? "0").toString(16);
}
