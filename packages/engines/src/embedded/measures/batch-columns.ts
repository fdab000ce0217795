/**
 * Columns that are summarized together: each holds buffers for all of its aggregates while a pass lasts, and what a plan costs
 * grows faster than its aggregates. A file with no more columns takes one pass.
 */
export const columnsAtOnce = 128;

/** A list in pieces of at most `columnsAtOnce`; one empty piece where there is nothing, so that rows are counted all the same. */
export function batchColumns<T>(columns: readonly T[]): readonly (readonly T[])[] {
  const batches = Array.from({ length: Math.ceil(columns.length / columnsAtOnce) }, (_, i) =>
    columns.slice(i * columnsAtOnce, (i + 1) * columnsAtOnce),
  );
  return batches.length === 0 ? [[]] : batches;
}
