import pg from "pg";
import { serialize } from "pg-protocol/dist/serializer.js";
import utils from "pg/lib/utils.js";
import { createRowBuilder, type Field, type Row, type RowBuilder } from "./row-builder.ts";

/** A statement as the server knows it: what its rows are made of, once it has been prepared, or why it could not be. */
export type Prepared = {
  readonly name: string;
  /** It is forgotten after its first use. */
  readonly once: boolean;
  build: RowBuilder | null;
  error: Error | null;
};

/** What was answered until the end, or until the error. One list of rows per statement that was carried out or begun. */
export type UnitOutcome = { readonly rows: readonly (readonly Row[])[]; readonly error: Error | null };

type Send = (message: Buffer) => void;

const executeAll = serialize.execute();
const sync = serialize.sync();

/**
 * Messages up to one Sync, as pg sees a query of its pipeline: pg hands a message from the server to the oldest query that has not been
 * answered, and lets nothing but its own class into a pipeline. Source: PostgreSQL's manual, chapter "Frontend/Backend Protocol",
 * "Extended Query" and "Pipelining".
 */
abstract class Unit extends pg.Query {
  readonly #ended: (error: Error | null) => void;
  /** Set by pg where an address asks for a time limit of its client. */
  declare callback?: (error: Error | null) => void;

  constructor(ended: (error: Error | null) => void) {
    super({ text: "" });
    this.#ended = ended;
  }

  handleError(error: Error): void {
    this.callback?.(error);
    this.#ended(error);
  }

  handleReadyForQuery(): void {
    this.callback?.(null);
    this.#ended(null);
  }

  handleRowDescription(_message: { readonly fields: readonly Field[] }): void {}
  handleDataRow(_message: { readonly fields: readonly (string | null)[] }): void {}
  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
}

/** Prepares a statement under its name, apart from those who use it: what befalls them leaves it prepared. */
export class Preparation extends Unit {
  readonly #prepared: Prepared;
  override submit: () => void;

  constructor(prepared: Prepared, text: string, send: Send, failed: () => void) {
    super((error) => {
      prepared.error = error;
      if (error !== null) failed();
    });
    this.#prepared = prepared;
    this.submit = () => {
      send(serialize.parse({ name: prepared.name, text }));
      send(serialize.describe({ type: "S", name: prepared.name }));
      send(sync);
    };
  }

  override handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
    this.#prepared.build = createRowBuilder(fields);
  }
}

/** Forgets a statement that would have been forgotten by a unit which failed before. */
export class Closing extends Unit {
  override submit: () => void;

  constructor({ name }: Prepared, send: Send) {
    super(() => undefined);
    this.submit = () => {
      send(serialize.close({ type: "S", name }));
      send(sync);
    };
  }
}

export type Use = { readonly prepared: Prepared; readonly values: readonly (string | Buffer | null)[] };

/** Parameters as they go out. @throws Error for one that cannot be told, before anything of its unit was sent */
export function textsOf(values: readonly unknown[]): readonly (string | Buffer | null)[] {
  return values.map((value) => utils.prepareValue(value));
}

/** Prepared statements that are carried out one after the other in one transaction, which ends with the last of them. */
export class Execution extends Unit {
  readonly #statements: readonly Prepared[];
  readonly #rows: Row[][];
  #at = 0;
  #unreadable: Error | null = null;
  override submit: () => void;

  constructor(statements: readonly Use[], send: Send, ended: (outcome: UnitOutcome) => void) {
    super((error) =>
      ended({
        rows: this.#rows,
        // What could not be prepared says more than that it is missing.
        error: error === null ? this.#unreadable : (this.#statements.find((of) => of.error !== null)?.error ?? error),
      }),
    );
    this.#statements = statements.map(({ prepared }) => prepared);
    this.#rows = statements.map(() => []);
    this.submit = () => {
      for (const { prepared, values } of statements) {
        send(serialize.bind({ statement: prepared.name, values: [...values] }));
        send(executeAll);
        if (prepared.once) send(serialize.close({ type: "S", name: prepared.name }));
      }
      send(sync);
    };
  }

  override handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    try {
      const row = this.#statements[this.#at]?.build?.(fields);
      if (row === undefined) throw new Error("rows of a statement that was not described");
      this.#rows[this.#at]?.push(row);
    } catch (error) {
      this.#unreadable ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  override handleCommandComplete(): void {
    this.#at += 1;
  }
}
