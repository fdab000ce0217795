import type { ReceiptContent } from "@caudal/contract/resources/receipt.ts";
import type { ReceiptFacts } from "@caudal/contract/resources/verification.ts";
import { describe, expect, test } from "vitest";
import { sampleContent, untouched } from "../testing/sample-receipt.ts";
import { skipped } from "./check.ts";
import { compareRecord } from "./compare-record.ts";
import { checkOfSeal, compareReceipt, verdictOf } from "./verify-receipt.ts";

const receipt = sampleContent();
const facts = untouched(receipt);
const item = receipt.left.insights.items[0];
const sha = "0".repeat(64);

const told = (now: ReceiptFacts): string[] =>
  compareReceipt(receipt, now).flatMap(({ subject, differences }) =>
    differences.map(({ code, params }) =>
      [subject, code, params["column"] ?? params["field"] ?? params["figure"]].filter(Boolean).join(" "),
    ),
  );
const withContent = (change: Partial<ReceiptContent>): ReceiptFacts => ({
  ...facts,
  content: { ...receipt, ...change },
});
const withLeft = (change: Partial<ReceiptContent["left"]>): ReceiptFacts =>
  withContent({ left: { ...receipt.left, ...change } });
const withTable = (change: object): ReceiptFacts => ({
  ...facts,
  table: {
    sha256: sha,
    bytes: 1,
    contents: receipt.left.table === null ? null : { ...receipt.left.table, ...change },
  },
});
const columns = receipt.left.table?.columns ?? [];
const figures = receipt.left.columns;

test("what nobody touched is as the receipt says, in each subject", () => {
  const checks = compareReceipt(receipt, facts);
  expect(checks.map(({ subject, outcome }) => `${subject} ${outcome}`)).toEqual([
    "run same",
    "original same",
    "table same",
    "insights same",
    "rejects same",
    "figures same",
  ]);
  expect(verdictOf([checkOfSeal("good", true), ...checks])).toBe("intact");
});

describe("a difference has a name", () => {
  const cases: readonly (readonly [string, ReceiptFacts, readonly string[]])[] = [
    ["run", withContent({ run: { ...receipt.run, attempts: 3 } }), ["run run_changed attempts"]],
    ["engine", withContent({ engine: { name: "embedded", version: "0" } }), ["run run_changed engine"]],
    ["person", withContent({ user_id: sampleContent().user_id }), ["run person_changed user_id"]],
    ["file deleted", { ...facts, original: null }, ["original original_gone"]],
    ["file replaced", { ...facts, original: { size: 40, sha256: sha } }, ["original original_changed"]],
    ["file cut", { ...facts, original: { size: 39, sha256: sha } }, ["original original_changed"]],
    [
      "name in the database",
      withContent({ input: receipt.input && { ...receipt.input, name: "otro.csv" } }),
      ["original input_changed name"],
    ],
    ["copy deleted", { ...facts, table: null }, ["table table_gone"]],
    ["copy torn", { ...facts, table: { sha256: sha, bytes: 1, contents: null } }, ["table table_unreadable"]],
    ["copy written anew", withTable({}), ["table table_bytes"]],
    [
      "value in a column",
      withTable({ checksum: "0", columns: [columns[0], { ...columns[1], checksum: "0" }] }),
      ["table table_bytes", "table column_checksum monto"],
    ],
    [
      "value removed",
      withTable({ checksum: "0", columns: [{ ...columns[0], present: 1 }, columns[1]] }),
      ["table table_bytes", "table column_present fecha"],
    ],
    ["rows removed", withTable({ rows: 1 }), ["table table_bytes", "table table_rows"]],
    ["values that changed places", withTable({ checksum: "0" }), ["table table_bytes", "table rows_checksum"]],
    [
      "column renamed",
      withTable({ columns: [columns[0], { ...columns[1], name: "otra" }] }),
      ["table table_bytes", "table column_gone monto", "table column_new otra"],
    ],
    [
      "finding rewritten",
      withLeft({ insights: { ...receipt.left.insights, items: item ? [{ ...item, sha256: sha }] : [] } }),
      ["insights insight_changed"],
    ],
    [
      "finding removed",
      withLeft({ insights: { ...receipt.left.insights, count: 0, items: [] } }),
      ["insights insight_gone"],
    ],
    [
      "finding added",
      withLeft({
        insights: {
          ...receipt.left.insights,
          items: item ? [item, { ...item, id: sampleContent().run.id }] : [],
        },
      }),
      ["insights insight_new"],
    ],
    ["rejects rewritten", withLeft({ rejects: { kept: 1, sha256: sha } }), ["rejects rejects_changed"]],
    ["rejects removed", withLeft({ rejects: { kept: 0, sha256: sha } }), ["rejects rejects_count"]],
    ["rows counted otherwise", withLeft({ rows: 3 }), ["figures rows_count"]],
    [
      "figure of a column, as the file shows it",
      {
        ...facts,
        shown: { rows: 2, rejected: 1, columns: figures.map((each) => ({ ...each, missing: 0 })) },
      },
      ["figures column_figure monto"],
    ],
  ];
  test.each(cases)("%s", (_, now, names) => {
    expect(told(now)).toEqual(names);
    expect(verdictOf([checkOfSeal("good", true), ...compareReceipt(receipt, now)])).toBe("differs");
  });

  test("of a copy that another version of the engine added up, only what both count alike", () => {
    const other = {
      algorithm: "duckdb-hash 2.0.0",
      checksum: "0",
      columns: columns.map((c) => ({ ...c, checksum: "0" })),
    };
    expect(told(withTable(other))).toEqual(["table table_bytes"]);
  });
});

test("what a later run replaced is no difference, but the file and the run still are compared", () => {
  const gone: ReceiptFacts = {
    ...facts,
    content: {
      ...receipt,
      engine: null,
      input: receipt.input && { ...receipt.input, sha256: null },
      left: { ...receipt.left, rows: null, columns: [], table: null, insights: { count: 0, sha256: sha, items: [] } },
    },
    original: facts.original,
    table: null,
    shown: null,
    replaced_by: sampleContent().run.id,
  };
  expect(told(gone)).toEqual([]);
  expect(compareReceipt(receipt, gone).map(({ outcome }) => outcome)).toEqual([
    "same",
    "same",
    "replaced",
    "replaced",
    "replaced",
    "replaced",
  ]);
  expect(told({ ...gone, original: { size: 1, sha256: sha } })).toEqual(["original original_changed"]);
});

test("what a later run has taken the place of, and has no receipt yet, is not decided", () => {
  const taken: ReceiptFacts = { ...facts, table: null, shown: null, being_replaced_by: sampleContent().run.id };
  const checks = compareReceipt(receipt, taken);
  expect(checks.map(({ outcome, because }) => because ?? outcome)).toEqual([
    "same",
    "same",
    "at_work",
    "at_work",
    "at_work",
    "at_work",
  ]);
  expect(verdictOf([checkOfSeal("good", true), ...checks])).toBe("unchecked");
});

test("a receipt of which the audit was told otherwise, or nothing, differs; so does another than the server keeps", () => {
  const recordedAs = (change: Partial<ReceiptFacts["record"]>, of: unknown = receipt) =>
    compareRecord(of, { ...facts.record, ...change }).differences.map(({ code }) => code);
  expect(recordedAs({})).toEqual([]);
  expect(recordedAs({ audit: "differs" })).toEqual(["audit_differs"]);
  expect(recordedAs({ audit: "missing" })).toEqual(["audit_missing"]);
  // Also by a member that no schema reads.
  expect(recordedAs({}, { ...receipt, more: 1 })).toEqual(["receipt_other"]);
  const told = compareRecord(receipt, facts.record);
  expect(verdictOf([checkOfSeal("good", true), told]), "nothing was compared with it").toBe("signed");
});

test("without a key nothing is proven; what says itself that nobody signed it is as good as what it matches", () => {
  const checks = compareReceipt(receipt, facts);
  expect(verdictOf([checkOfSeal("key_unknown", false), ...checks])).toBe("unchecked");
  expect(verdictOf([checkOfSeal("key_unknown", true), ...checks])).toBe("differs");
  expect(verdictOf([checkOfSeal("unsigned", true), ...checks])).toBe("intact");
  expect(verdictOf([checkOfSeal("unsigned", true)])).toBe("unchecked");
  expect(verdictOf([checkOfSeal("forged", true), ...checks])).toBe("differs");
});

test("a good signature alone proves who wrote it and nothing of what is there, and says so", () => {
  expect(verdictOf([checkOfSeal("good", true)])).toBe("signed");
  // Nor with a check that was not made.
  expect(verdictOf([checkOfSeal("good", true), skipped("run", "unchecked", "no_run")])).toBe("signed");
});

test("what was asked for and not compared is not intact, whatever else is", () => {
  const notAsked = skipped("run", "unchecked", "not_asked");
  expect(verdictOf([checkOfSeal("good", true), notAsked])).toBe("unchecked");
  const [, ...others] = compareReceipt(receipt, facts);
  expect(verdictOf([checkOfSeal("good", true), notAsked, ...others])).toBe("unchecked");
  const gone = compareReceipt(receipt, { ...facts, original: null });
  expect(verdictOf([checkOfSeal("good", true), notAsked, ...gone])).toBe("differs");
});

test("a run that ended before all of its file was read says no more than its size", () => {
  const early = { ...receipt, input: receipt.input && { ...receipt.input, sha256: null } };
  const checks = compareReceipt(early, { ...untouched(early), original: { size: 40, sha256: sha } });
  expect(checks[1]).toMatchObject({ subject: "original", outcome: "unchecked", because: "not_hashed" });
});
