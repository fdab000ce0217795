import { checkSeal } from "@caudal/receipts/seal-receipt.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { csv, openReceiptStage, told, type ReceiptStage } from "../../testing/receipt-stage.ts";

vi.setConfig({ testTimeout: 60_000 });

/** Whoever has all rights on the database, but neither the key that signs receipts nor that of the audit. */
let stage: ReceiptStage;
let person: ReceiptStage["person"];
beforeAll(async () => {
  stage = await openReceiptStage();
  ({ person } = stage);
});
afterAll(() => stage?.close());

const addFile: ReceiptStage["addFile"] = (...given) => stage.addFile(...given);
const process: ReceiptStage["process"] = (fileId) => stage.process(fileId);
const cancelInQueue: ReceiptStage["cancelInQueue"] = (fileId) => stage.cancelInQueue(fileId);
const verify: ReceiptStage["verify"] = (runId) => stage.verify(runId);
const rows: ReceiptStage["rows"] = (sql, values) => stage.rows(sql, values);
const tamper: ReceiptStage["tamper"] = (sql, values) => stage.tamper(sql, values);
/** A run that somebody else's worker has begun to read with, which takes away what earlier ones began. */
async function beginToRead(fileId: string): Promise<string> {
  const [run] = await rows(
    `insert into caudal.runs (account_id, user_id, file_id, kind, input, state, attempt, started_at, lease_until)
     values ($1, $2, $3, 'profile', '{}', 'running', 1, now(), now() + interval '1 hour') returning id`,
    [person.scope.accountId, person.userId, fileId],
  );
  await rows("delete from caudal.run_profiles where file_id = $1", [fileId]);
  await rows(
    `insert into caudal.run_profiles (run_id, file_id, account_id, user_id, engine)
       values ($4, $3, $1, $2, '{"name":"embedded","version":"DuckDB 1"}')`,
    [person.scope.accountId, person.userId, fileId, run?.["id"]],
  );
  return String(run?.["id"]);
}
async function cancel(runId: string): Promise<void> {
  await rows("update caudal.runs set state = 'cancelling' where id = $1", [runId]);
  await rows("update caudal.runs set state = 'cancelled', finished_at = now() where id = $1", [runId]);
}

describe("a receipt of a run that succeeded", () => {
  let fileId: string;
  let runId: string;
  beforeEach(async () => {
    fileId = await addFile(csv(200));
    runId = await process(fileId);
  });

  test("that was written anew, all that it speaks of with it, and left to be signed once more is told by the audit", async () => {
    const unsigned = "key_id = null, signature = null, sealed_at = null";
    await tamper(
      `update caudal.receipts set content = jsonb_set(content, '{left,rows}', '7'), ${unsigned} where run_id = $1`,
      [runId],
    );
    await tamper("update caudal.run_profiles set rows = 7 where run_id = $1", [runId]);
    await tamper("update caudal.files set rows = 7 where profile_run_id = $1", [runId]);
    const document: unknown = await (await person.fetch(`/api/runs/${runId}/receipt`)).json();
    // Signed by the true key: nothing but the audit knows better.
    expect(checkSeal(document, await person.client.getReceiptKeys())).toBe("good");
    const forged = await verify(runId);
    expect(told(forged)).toEqual(["audit audit_differs"]);
    expect(forged.verdict).toBe("differs");
    // An entry that says what it should say comes beside the one that was there.
    await tamper(
      `with entry as (
         insert into caudal.audit_entries (account_id, action, object_type, object_id, person_ids, changes)
           select r.account_id, 'run.recorded', 'run', r.run_id, array[r.user_id],
             jsonb_build_object('receipt', jsonb_build_object('after', caudal.text_digest(r.content::text)))
           from caudal.receipts r where r.run_id = $1 returning id)
       insert into caudal.audit_unsealed (entry_id) select id from entry`,
      [runId],
    );
    expect(told(await verify(runId))).toEqual(["audit audit_differs"]);
    // Without any: a receipt that nobody was told of.
    await tamper("update caudal.audit_entries set changes = changes - 'receipt' where object_id = $1", [runId]);
    expect(told(await verify(runId))).toEqual(["audit audit_missing"]);
    // What is no receipt any more, and was signed again, is not taken for one.
    await tamper(`update caudal.receipts set content = '{}', ${unsigned} where run_id = $1`, [runId]);
    expect(await verify(runId)).toMatchObject({ verdict: "differs" });
  });

  test("is not called replaced because the database points to another run: that one's own receipt has to say so", async () => {
    const other = await cancelInQueue(fileId);
    const gone = async (successor: string) => {
      await tamper("update caudal.files set profile_run_id = $2 where id = $1", [fileId, successor]);
      const verification = await verify(runId);
      expect(verification).toMatchObject({ verdict: "differs", now: { replaced_by: null, being_replaced_by: null } });
      expect(told(verification)).toEqual(
        expect.arrayContaining(["run run_changed engine", "table table_gone", "figures rows_count"]),
      );
    };
    await tamper("delete from caudal.run_profiles where run_id = $1", [runId]);
    await gone(other);
    // Nor because that one's receipt was written anew.
    await tamper(
      `update caudal.receipts set content = jsonb_set(jsonb_set(content, '{engine}', '{"name":"embedded","version":"1"}'), '{run,state}', '"succeeded"'),
         key_id = null, signature = null, sealed_at = null where run_id = $1`,
      [other],
    );
    await gone(other);
    // Nor by a run of another file, which is as good as can be.
    await gone(await process(await addFile(csv(20))));
  });
});

test("a receipt of a run that was cancelled while it read: a later one that began to read took its place, once its receipt says so, though the file shows none", async () => {
  const fileId = await addFile(csv(5));
  const runId = await beginToRead(fileId);
  await cancel(runId);
  expect(await verify(runId)).toMatchObject({ verdict: "intact", now: { replaced_by: null } });
  const later = await beginToRead(fileId);
  const taken = await verify(runId);
  expect(taken).toMatchObject({ verdict: "unchecked", now: { replaced_by: null, being_replaced_by: later } });
  expect(told(taken)).toEqual([]);
  await cancel(later);
  const replaced = await verify(runId);
  expect(replaced).toMatchObject({ verdict: "intact", now: { replaced_by: later, being_replaced_by: null } });
  expect(told(replaced)).toEqual([]);
});
