import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWith } from "../support/components.ts";
import { neverToBeDone } from "./support/never-to-be-done.ts";
import { furnishAsker } from "./support/furnish-asker.ts";
import { openRoom, type OpenRoom } from "./support/room.ts";
import {
  askEverything,
  changeWhoAsks,
  endless,
  leaveOut,
  neverDone,
  refusalsOf,
  operatorsOnly,
  schemathesis,
} from "./support/schemathesis.ts";

describeWith(
  schemathesis,
  "the whole API, asked by a program that knows its document only, as everybody who may ask",
  () => {
    let room: OpenRoom;
    beforeAll(async () => {
      room = await openRoom();
    });
    afterAll(() => room.close());
    const rest = leaveOut([...changeWhoAsks, ...endless]);

    test.each(["viewer", "key", "owner"] as const)(
      "as a person (%s): each operation that they may do is done, and no other",
      async (who) => {
        const { asks, headers } = await furnishAsker(room, who);
        const report = await askEverything({ url: room.url, asks }, [...headers, ...rest]);
        expect(neverDone(report), refusalsOf(report)).toEqual(await neverToBeDone(who, room.url));
      },
      900_000,
    );

    test("as the operator: the same", async () => {
      const { asks } = await furnishAsker(room, "owner");
      const which = operatorsOnly.flatMap((id) => ["--include-operation-id", id]);
      const report = await askEverything({ url: room.url, asks }, [
        "--header",
        "Authorization: Bearer operator",
        ...which,
      ]);
      expect(neverDone(report), refusalsOf(report)).toEqual([]);
      expect(report.answers.size).toBe(operatorsOnly.length);
    }, 900_000);
  },
);
