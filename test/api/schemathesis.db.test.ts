import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWith } from "../support/components.ts";
import { openDoor } from "./support/door.ts";
import { byFreshPeople, isByFreshPeople } from "./support/fresh-people.ts";
import { furnishAsker } from "./support/furnish-asker.ts";
import { neverToBeDone, operationsOf } from "./support/never-to-be-done.ts";
import { openRoom, type OpenRoom } from "./support/room.ts";
import {
  askEverything,
  costly,
  leaveOut,
  asking,
  neverDone,
  refusalsOf,
  schemathesis,
} from "./support/schemathesis.ts";

// What is made up by chance, as other roles, with an API key and as the operator: schemathesis.long.test.ts.
describeWith(schemathesis, "the whole API, asked by a program that knows its document only", () => {
  let room: OpenRoom;
  beforeAll(async () => {
    room = await openRoom();
  });
  afterAll(() => room.close());

  test("as an owner: each operation is done, nothing fails in a way that nobody thought of, and every failure is a problem document", async () => {
    const { asks, headers, client } = await furnishAsker(room, "owner");
    const report = await askEverything(
      { url: room.url, asks, phases: ["examples", "coverage"], onlyExamples: costly },
      [...headers, ...leaveOut(byFreshPeople)],
    );
    const asked = await operationsOf(room.url, (id) => !isByFreshPeople(id));
    expect(neverDone(report, asked), refusalsOf(report, asked)).toEqual(neverToBeDone("owner", asked));
    // Whoever asked was signed in to the end.
    expect(report.text).not.toContain("401 Unauthorized");
    expect((await client.getMe()).account.role).toBe("owner");
  }, 600_000);

  test("as somebody new each time, where asking ends or changes who asks: each operation is done", async () => {
    const door = await openDoor(room, "owner");
    try {
      const report = await askEverything({ url: room.url, door: door.url, phases: ["examples"] }, [
        ...door.headers,
        ...asking(byFreshPeople),
      ]);
      const asked = await operationsOf(room.url, isByFreshPeople);
      expect(neverDone(report, asked), refusalsOf(report, asked)).toEqual([]);
    } finally {
      await door.close();
    }
  }, 600_000);
});
