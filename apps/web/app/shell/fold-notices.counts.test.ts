import { expect, test } from "vitest";
import { countUnreadGroups, foldNotices } from "./fold-notices.ts";

const notice = (id: string, related_file_id: string | null, is_read = false) => ({ id, related_file_id, is_read });

test("each file has one entry, its latest; what is about no file stands alone; the unread count is that of the entries", () => {
  const groups = foldNotices([
    notice("6", "a"),
    notice("5", "b", true),
    notice("4", null),
    notice("3", "a"),
    notice("2", "b", true),
    notice("1", null),
  ]);
  expect(groups.map(({ latest, earlier }) => [latest.id, earlier.map(({ id }) => id)])).toEqual([
    ["6", ["3"]],
    ["5", ["2"]],
    ["4", []],
    ["1", []],
  ]);
  expect(groups.map(({ unread }) => unread)).toEqual([["6", "3"], [], ["4"], ["1"]]);
  // Four are unread here and seven more are not loaded.
  expect(countUnreadGroups(11, groups)).toBe(10);
  expect(countUnreadGroups(0, foldNotices([]))).toBe(0);
});

test("an entry is unread while an earlier notice of its file is", () => {
  expect(foldNotices([notice("2", "a", true), notice("1", "a")])[0]?.unread).toEqual(["1"]);
});
