import { QueryClient } from "@tanstack/react-query";
import { describe, expect, test } from "vitest";
import { files } from "../../testing/stand-in/files.ts";
import { notifications } from "../../testing/stand-in/people.ts";
import { applyEvent, dropFile, newer, putFile, putNotification } from "./apply-event.ts";
import { keys } from "./queries.ts";

const all = files();
const [first, second, third] = all as [(typeof all)[0], (typeof all)[0], (typeof all)[0]];
const list = (items: readonly (typeof all)[0][]) => ({ pages: [{ items, next: null }], pageParams: [undefined] });
const ids = (data: ReturnType<typeof list> | { pages: readonly { items: readonly { id: string }[] }[] }) =>
  data.pages.flatMap((page) => page.items.map((item) => item.id));

describe("a file event in a cached list", () => {
  test("replaces the file where it stood", () => {
    const after = putFile(list([first, second]), { ...second, status: "done" }, {});
    expect(ids(after)).toEqual([first.id, second.id]);
    expect(after.pages[0]?.items[1]?.status).toBe("done");
  });
  test("puts a new file first, and an older one that is not loaded nowhere", () => {
    expect(ids(putFile(list([second]), first, {}))).toEqual([first.id, second.id]);
    expect(ids(putFile(list([first]), third, {}))).toEqual([first.id]);
  });
  test("takes a file out of a filtered list that it no longer matches", () =>
    expect(ids(putFile(list([second]), { ...second, status: "done" }, { status: "processing" }))).toEqual([]));
  test("never lets progress fall within one attempt", () => {
    const run = second.run;
    if (run === null) throw new Error("the sample runs");
    const late = { ...second, run: { ...run, progress: 0.1 } };
    expect(newer(second, late)).toBe(second);
    expect(newer(second, { ...late, run: { ...late.run, attempt: 2 } }).run?.progress).toBe(0.1);
  });
  test("removal", () => expect(ids(dropFile(list([first, second]), first.id))).toEqual([second.id]));
});

describe("a notification event", () => {
  const [unread, other, read] = notifications() as [
    ReturnType<typeof notifications>[0],
    ReturnType<typeof notifications>[0],
    ReturnType<typeof notifications>[0],
  ];
  const page = { pages: [{ items: [unread, read], next: null, unread: 1 }], pageParams: [undefined] };
  test("counts a new unread one once, even when it comes twice", () => {
    const once = putNotification(page, other);
    expect(putNotification(once, other).pages[0]?.unread).toBe(2);
  });
  test("counts down when one was read elsewhere", () =>
    expect(putNotification(page, { ...unread, is_read: true }).pages[0]?.unread).toBe(0));
});

test("an event reaches every cached list by its own filter", () => {
  const client = new QueryClient();
  client.setQueryData(keys.list({}), list([second]));
  client.setQueryData(keys.list({ status: "processing" }), list([second]));
  applyEvent(client, { topic: "file", file: { ...second, status: "done" } });
  expect(ids(client.getQueryData(keys.list({})) ?? list([]))).toEqual([second.id]);
  expect(ids(client.getQueryData(keys.list({ status: "processing" })) ?? list([]))).toEqual([]);
});
