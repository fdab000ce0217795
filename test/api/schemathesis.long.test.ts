import { afterEach, beforeEach, expect, test } from "vitest";
import { describeWith } from "../support/components.ts";
import { openDoor } from "./support/door.ts";
import { neverToBeDone, operationsOf } from "./support/never-to-be-done.ts";
import { byFreshPeople, isByFreshPeople } from "./support/fresh-people.ts";
import { furnishAsker } from "./support/furnish-asker.ts";
import { openRoom, type OpenRoom } from "./support/room.ts";
import {
  askEverything,
  countOf,
  leaveOut,
  neverDone,
  asking,
  refusalsOf,
  operatorsOnly,
  schemathesis,
  type Report,
} from "./support/schemathesis.ts";

describeWith(
  schemathesis,
  "the whole API, asked by a program that knows its document only, as everybody who may ask",
  () => {
    let room: OpenRoom;
    // One for each: whoever tried many links in vain is let try no more for a while, whoever they say they are.
    beforeEach(async () => {
      room = await openRoom();
    });
    afterEach(() => room.close());
    const say = (who: string, report: Report): void => void process.stdout.write(`${who}: ${countOf(report)}\n`);

    test.each(["viewer", "key", "owner"] as const)(
      "as a person (%s): each operation that they may do is done, and no other",
      async (who) => {
        const { asks, headers } = await furnishAsker(room, who);
        const report = await askEverything({ url: room.url, asks }, [...headers, ...leaveOut(byFreshPeople)]);
        say(who, report);
        const asked = await operationsOf(room.url, (id) => !isByFreshPeople(id));
        expect(neverDone(report, asked), refusalsOf(report, asked)).toEqual(neverToBeDone(who, asked));
      },
      1_800_000,
    );

    test.each(["viewer", "owner"] as const)(
      "as somebody new each time (%s), where asking ends or changes who asks: the same",
      async (who) => {
        const door = await openDoor(room, who);
        try {
          const report = await askEverything({ url: room.url, door: door.url }, [
            ...door.headers,
            ...asking(byFreshPeople),
          ]);
          say(`new ${who}`, report);
          const asked = await operationsOf(room.url, isByFreshPeople);
          expect(neverDone(report, asked), refusalsOf(report, asked)).toEqual(neverToBeDone(who, asked));
        } finally {
          await door.close();
        }
      },
      1_800_000,
    );

    test("as the operator: the same", async () => {
      const { asks } = await furnishAsker(room, "owner");
      const report = await askEverything({ url: room.url, asks }, [
        "--header",
        "Authorization: Bearer operator",
        ...asking(operatorsOnly),
      ]);
      say("operator", report);
      const asked = await operationsOf(room.url, (id) => operatorsOnly.some((each) => each === id));
      expect(neverDone(report, asked), refusalsOf(report, asked)).toEqual([]);
    }, 900_000);
  },
);
