import type { RecordBatch } from "@caudal/tables/record-batch.ts";

/** What the parent sends. A statement's batches come one at a time: the next only after `next`. */
export type ToHost =
  | {
      readonly kind: "open";
      readonly options: Readonly<Record<string, string>>;
      readonly statements: readonly string[];
      readonly readOnly: boolean;
      /** Removed when the parent has gone. */
      readonly spillFolder: string;
    }
  | {
      readonly kind: "run";
      readonly id: number;
      readonly sql: string;
      readonly rows: boolean;
      readonly progress: boolean;
    }
  | { readonly kind: "next"; readonly id: number }
  | { readonly kind: "cancel"; readonly id: number };

/** What the process of DuckDB answers: per statement any number of `batch` and `progress`, then one `done` or `failed`. */
export type FromHost =
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "batch"; readonly id: number; readonly batch: RecordBatch }
  | { readonly kind: "progress"; readonly id: number; readonly fraction: number }
  | { readonly kind: "done"; readonly id: number }
  | { readonly kind: "failed"; readonly id: number; readonly message: string };
