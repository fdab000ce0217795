import { describe, expect, test } from "vitest";
import { changeUploads, measureRate, newUpload, nextToStart } from "./upload-state.ts";

describe("uploads", () => {
  test("a late progress report does not wake what ended or was paused", () => {
    const done = changeUploads([newUpload("a", "a.csv", 10)], { kind: "finished", id: "a", fileId: "f" });
    expect(changeUploads(done, { kind: "progressed", id: "a", sent: 3, rate: null })).toEqual(done);
    const paused = changeUploads([newUpload("a", "a.csv", 10)], { kind: "paused", id: "a" });
    expect(changeUploads(paused, { kind: "progressed", id: "a", sent: 3, rate: null })).toEqual(paused);
    expect(changeUploads(paused, { kind: "waiting", id: "a" })).toEqual(paused);
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
