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

  constructor(ended: (error: Error | null) => void) {
    super({ text: "" });
    this.#ended = ended;
  }

  handleError(error: Error): void {
    this.#ended(error);
  }

  handleReadyForQuery(): void {
    this.#ended(null);
  }

  abstract handleRowDescription(message: { readonly fields: readonly Field[] }): void;
  abstract handleDataRow(message: { readonly fields: readonly (string | null)[] }): void;
  abstract handleCommandComplete(): void;
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

  handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
    this.#prepared.build = createRowBuilder(fields);
  }
  handleDataRow(): void {}
  handleCommandComplete(): void {}
}

/** Prepared statements that are carried out one after the other in one transaction, which ends with the last of them. */
export class Execution extends Unit {
  readonly #statements: readonly Prepared[];
  readonly #rows: Row[][];
  #at = 0;
  #unreadable: Error | null = null;
  override submit: () => void;

  constructor(
    statements: readonly { readonly prepared: Prepared; readonly values: readonly unknown[] }[],
    send: Send,
    ended: (outcome: UnitOutcome) => void,
  ) {
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
        send(serialize.bind({ statement: prepared.name, values: [...values], valueMapper: utils.prepareValue }));
        send(executeAll);
        if (prepared.once) send(serialize.close({ type: "S", name: prepared.name }));
      }
      send(sync);
    };
  }

  handleRowDescription(): void {}

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    try {
      const row = this.#statements[this.#at]?.build?.(fields);
      if (row === undefined) throw new Error("rows of a statement that was not described");
      this.#rows[this.#at]?.push(row);
    } catch (error) {
      this.#unreadable ??= error instanceof Error ? error : new Error(String(error));
    }
  }

  handleCommandComplete(): void {
    this.#at += 1;
  }
}
