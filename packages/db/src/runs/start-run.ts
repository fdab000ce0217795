import { Fault } from "@caudal/base/fault.ts";
import { defaultMaxAttempts } from "@caudal/runs/retry.ts";
import { claimableStates, heldStates } from "@caudal/runs/transitions.ts";
import { sql, type Selectable, type Transaction } from "kysely";
import { storableJson } from "../storable.ts";
import type { Database, RunsTable } from "../schema.ts";

export type RunRequest = {
  readonly kind: string;
  /** JSON; never secrets. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The file that it works on: its status follows the run. */
  readonly fileId?: string;
  /** Of this person in this account: the same key with the same request gives the same run, for as long as that is kept. */
  readonly idempotencyKey?: string;
  readonly maxAttempts?: number;
  readonly requestId?: string;
};

export type StartedRun = { readonly run: Selectable<RunsTable>; readonly created: boolean };

/**
 * Puts a run into the queue, in the asker's scope; with `fileId` the file is `processing` from the same moment on. Starting again by key, or
 * starting what is at work on the file already, gives that run with `created: false`. Throws Fault `not_found` (the file is not the
 * asker's), `idempotency_key_reused` (the key belongs to another request), `run_state_conflict` (another run works on the file).
 */
export async function startRun(tx: Transaction<Database>, request: RunRequest): Promise<StartedRun> {
  const { fileId, idempotencyKey } = request;
  // A key refers to its run. Whoever deletes a file locks its runs, then the file: so does this.
  if (fileId !== undefined && idempotencyKey !== undefined)
    await tx.selectFrom("runs").select("id").where("file_id", "=", fileId).orderBy("id").forKeyShare().execute();
  if (fileId !== undefined) await requireFile(tx, fileId);
  if (idempotencyKey === undefined) return insertOrJoin(tx, request);
  await lockKey(tx, idempotencyKey);
  const known = await findByKey(tx, request, idempotencyKey);
  if (known !== undefined) {
    if (!known.same) throw new Fault("idempotency_key_reused");
    return { run: withoutSame(known), created: false };
  }
  const started = await insertOrJoin(tx, request);
  await tx
    .insertInto("run_keys")
    .values({ ...asker, key: idempotencyKey, run_id: started.run.id })
    .execute();
  return started;
}

const asker = {
  account_id: sql<string>`caudal.claim_account_id()`,
  user_id: sql<string>`caudal.claim_user_id()`,
};

/** Requests with the same key come one after another, so that the first one's answer is there for the second. */
async function lockKey(tx: Transaction<Database>, key: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'run key', caudal.claim_account_id(), caudal.claim_user_id(), ${key}::text), 0))`.execute(
    tx,
  );
}

/** A new run, or the one that is at work on the file already. */
async function insertOrJoin(tx: Transaction<Database>, request: RunRequest): Promise<StartedRun> {
  // A run that stood in the way may end before it is looked at: then the way is free.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const run = await insertRun(tx, request);
    if (run !== undefined) return { run, created: true };
    const atWork = await findAtWork(tx, request);
    if (atWork !== undefined) {
      if (!atWork.same) throw new Fault("run_state_conflict", { params: { state: atWork.state } });
      return { run: withoutSame(atWork), created: false };
    }
  }
  throw new Fault("conflict", { persistence: "transient" });
}

async function requireFile(tx: Transaction<Database>, fileId: string): Promise<void> {
  // Locked before the run is written, as every later change of the run locks first the run, then its file.
  const file = await tx.selectFrom("files").select("id").where("id", "=", fileId).forKeyShare().executeTakeFirst();
  if (file === undefined) throw new Fault("not_found", { params: { file: fileId } });
}

function insertRun(tx: Transaction<Database>, request: RunRequest): Promise<Selectable<RunsTable> | undefined> {
  return tx
    .insertInto("runs")
    .values({
      ...asker,
      file_id: request.fileId ?? null,
      kind: request.kind,
      input: storableJson(request.input),
      max_attempts: request.maxAttempts ?? defaultMaxAttempts,
      request_id: request.requestId ?? null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

type KnownRun = Selectable<RunsTable> & { readonly same: boolean };

async function findByKey(tx: Transaction<Database>, request: RunRequest, key: string): Promise<KnownRun | undefined> {
  return selectKnown(tx, request)
    .where("id", "in", tx.selectFrom("run_keys").select("run_id").where("key", "=", key))
    .executeTakeFirst();
}

async function findAtWork(tx: Transaction<Database>, request: RunRequest): Promise<KnownRun | undefined> {
  if (request.fileId === undefined) return undefined;
  return selectKnown(tx, request)
    .where("file_id", "=", request.fileId)
    .where("state", "in", [...claimableStates, ...heldStates])
    .executeTakeFirst();
}

function selectKnown(tx: Transaction<Database>, { kind, fileId, input }: RunRequest) {
  return tx
    .selectFrom("runs")
    .selectAll()
    .select(
      sql<boolean>`(kind = ${kind} and file_id is not distinct from ${fileId ?? null}::uuid and input = ${storableJson(input)}::jsonb)`.as(
        "same",
      ),
    );
}

function withoutSame(known: KnownRun): Selectable<RunsTable> {
  const { same, ...run } = known;
  void same;
  return run;
}
