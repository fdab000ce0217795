import { sql, type Compilable, type CompiledQuery, type RawBuilder, type Transaction } from "kysely";
import type { Database } from "./schema.ts";

type Values = Readonly<Record<string, unknown>>;

/** What stands in a query for each value that it will be asked with. A value that is not given has none. */
export type StandIns<Given extends Values> = { readonly [Name in keyof Given]: RawBuilder<NonNullable<Given[Name]>> };

type StandIn = { readonly standsFor: string };
const standIns = new WeakSet<object>();

/**
 * A query that is built and compiled once, and asked ever after with other values: for what every page asks, where building the query takes
 * longer than reading its rows. Which values are given and which are undefined makes queries of their own; beyond that `build` must say the same
 * whatever they are.
 */
export function fixedQuery<Given extends Values, Row>(
  build: (tx: Transaction<Database>, said: StandIns<Given>) => Compilable<Row>,
): (tx: Transaction<Database>, given: Given) => Promise<Row[]> {
  const byShape = new Map<string, CompiledQuery<Row>>();
  return async (tx, given) => {
    const names = Object.keys(given).filter((name) => given[name] !== undefined);
    const shape = names.join();
    const compiled = byShape.get(shape) ?? build(tx, standInsOf<Given>(names)).compile();
    byShape.set(shape, compiled);
    const parameters = compiled.parameters.map((value) => (isStandIn(value) ? given[value.standsFor] : value));
    return (await tx.executeQuery<Row>({ ...compiled, parameters })).rows;
  };
}

function standInsOf<Given extends Values>(names: readonly string[]): StandIns<Given> {
  const said = names.map((name) => {
    const standIn: StandIn = { standsFor: name };
    standIns.add(standIn);
    return [name, sql`${standIn}`] as const;
  });
  return Object.fromEntries(said) as StandIns<Given>;
}

function isStandIn(value: unknown): value is StandIn {
  return typeof value === "object" && value !== null && standIns.has(value);
}
