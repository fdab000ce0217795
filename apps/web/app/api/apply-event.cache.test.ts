import { InfiniteQueryObserver, QueryClient } from "@tanstack/react-query";
import fc from "fast-check";
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
    const more = { ...list([first]), pages: [{ items: [first], next: "more" }] };
    expect(ids(putFile(more, third, {}))).toEqual([first.id]);
  });
  test("leaves files that arrive together in the order of the server, whichever is told of first", () => {
    const sorted = all.toSorted((a, b) =>
      a.uploaded_at === b.uploaded_at ? (a.id < b.id ? 1 : -1) : a.uploaded_at < b.uploaded_at ? 1 : -1,
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(sorted, { minLength: 1 }), fc.nat({ max: 3 }), (told, cut) => {
        const start = { pages: [{ items: [] as (typeof all)[0][], next: null }], pageParams: [undefined] };
        const paged = {
          ...start,
          pages: cut === 0 ? start.pages : [{ items: told.slice(0, 1), next: "2" }, ...start.pages],
        };
        const after = told.reduce<Parameters<typeof putFile>[0]>((data, file) => putFile(data, file, {}), paged);
        expect(ids(after)).toEqual(sorted.filter((file) => told.includes(file)).map((file) => file.id));
      }),
    );
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

test("an answer that was under way when an event came does not take back what the event told", async () => {
  const client = new QueryClient();
  const answers: ((items: (typeof all)[0][]) => void)[] = [];
  const observer = new InfiniteQueryObserver(client, {
    queryKey: keys.list({}),
    queryFn: () =>
      new Promise<{ items: (typeof all)[0][]; next: null }>((give) =>
        answers.push((items) => give({ items, next: null })),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: () => undefined,
  });
  const stop = observer.subscribe(() => undefined);
  await expect.poll(() => answers.length).toBe(1);
  applyEvent(client, { topic: "file", file: first });
  answers[0]?.([second]);
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.([first, second]);
  await expect.poll(() => ids(client.getQueryData(keys.list({})) ?? list([]))).toEqual([first.id, second.id]);
  expect(answers).toHaveLength(2);
  stop();
});
