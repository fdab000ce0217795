import { describe, expect, test } from "vitest";
import { changeUploads, isCurrent, mayGoOn, measureRate, newUpload, nextToStart } from "./upload-state.ts";

describe("uploads", () => {
  test("a late progress report does not wake what ended or was paused", () => {
    const done = changeUploads([newUpload("a", "a.csv", 10)], { kind: "finished", id: "a", fileId: "f" });
    expect(changeUploads(done, { kind: "progressed", id: "a", sent: 3, rate: null })).toEqual(done);
    const paused = changeUploads([newUpload("a", "a.csv", 10)], { kind: "paused", id: "a" });
    expect(changeUploads(paused, { kind: "progressed", id: "a", sent: 3, rate: null })).toEqual(paused);
    expect(changeUploads(paused, { kind: "waiting", id: "a" })).toEqual(paused);
  });
  test("a pause that the server asked for ends with whatever happens next, and not with what the server says that it has", () => {
    const held = changeUploads([newUpload("a", "a.csv", 10)], { kind: "waiting", id: "a", until: 7 });
    expect(held).toMatchObject([{ phase: "waiting", until: 7 }]);
    expect(changeUploads(held, { kind: "measured", id: "a", sent: 3 })).toMatchObject([{ until: 7, sent: 3 }]);
    for (const kind of ["started", "requeued", "paused", "waiting", "elsewhere"] as const)
      expect(changeUploads(held, { kind, id: "a" })).toMatchObject([{ until: null }]);
  });
  test("three at once, the oldest first, one that waits for the network among them", () => {
    const items = [
      newUpload("e", "", 1),
      newUpload("d", "", 1),
      newUpload("c", "", 1),
      newUpload("b", "", 1, "waiting"),
      newUpload("a", "", 1, "sending"),
    ];
    expect(nextToStart(items, 3)).toEqual(["c"]);
  });
  test("a rate needs a second of history", () => {
    expect(
      measureRate([
        { at: 0, sent: 0 },
        { at: 500, sent: 500 },
      ]),
    ).toBeNull();
    expect(
      measureRate([
        { at: 0, sent: 1000 },
        { at: 2000, sent: 5000 },
      ]),
    ).toBe(2000);
  });
});

test("an upload that is being started goes on only while it is there, not paused, and its person signed in", () => {
  const ana = { user_id: "ana", account: { id: "uno" } };
  const added = changeUploads([], { kind: "added", item: newUpload("a", "a.csv", 10) });
  const started = changeUploads(added, { kind: "started", id: "a" });
  const begun = { id: "a", start: 1 };
  expect(mayGoOn(started, begun, ana, { ...ana })).toBe(true);
  expect(mayGoOn(changeUploads(started, { kind: "removed", id: "a" }), begun, ana, ana)).toBe(false);
  expect(mayGoOn(changeUploads(started, { kind: "paused", id: "a" }), begun, ana, ana)).toBe(false);
  expect(mayGoOn(started, begun, ana, null)).toBe(false);
  expect(mayGoOn(started, begun, ana, { ...ana, user_id: "beto" })).toBe(false);
  expect(mayGoOn(started, begun, ana, { ...ana, account: { id: "dos" } })).toBe(false);
});

test("of an upload that is paused and resumed before its first byte, only the second start goes on", () => {
  const ana = { user_id: "ana", account: { id: "uno" } };
  const again = (["started", "paused", "requeued", "started"] as const).reduce(
    (items, kind) => changeUploads(items, { kind, id: "a" }),
    changeUploads([], { kind: "added", item: newUpload("a", "a.csv", 10) }),
  );
  expect([1, 2].map((start) => mayGoOn(again, { id: "a", start }, ana, ana))).toEqual([false, true]);
  expect([1, 2].map((start) => isCurrent(again, "a", start))).toEqual([false, true]);
});

test("one that is resumed waits for its turn when enough are at work", () => {
  let items = ["a", "b", "c", "d"].reduce<ReturnType<typeof changeUploads>>(
    (all, id) => changeUploads(all, { kind: "added", item: newUpload(id, `${id}.csv`, 10) }),
    [],
  );
  for (const id of ["a", "b", "c", "d"]) items = changeUploads(items, { kind: "started", id });
  items = changeUploads(changeUploads(items, { kind: "paused", id: "a" }), { kind: "requeued", id: "a" });
  expect(nextToStart(items, 3)).toEqual([]);
  items = changeUploads(items, { kind: "finished", id: "b", fileId: "f" });
  expect(nextToStart(items, 3)).toEqual(["a"]);
});

test("one whose account was left takes nobody's turn, and no late report of progress brings it back", () => {
  const added = changeUploads([], { kind: "added", item: newUpload("a", "a.csv", 10) });
  const elsewhere = changeUploads(changeUploads(added, { kind: "started", id: "a" }), { kind: "elsewhere", id: "a" });
  expect(changeUploads(elsewhere, { kind: "progressed", id: "a", sent: 3, rate: null })).toEqual(elsewhere);
  expect(nextToStart(changeUploads(elsewhere, { kind: "added", item: newUpload("b", "b.csv", 1) }), 1)).toEqual(["b"]);
  expect(nextToStart(elsewhere, 3)).toEqual([]);
  expect(nextToStart(changeUploads(elsewhere, { kind: "requeued", id: "a" }), 3)).toEqual(["a"]);
});
