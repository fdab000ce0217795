import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWith } from "../support/components.ts";
import { openDoor } from "./support/door.ts";
import { neverToBeDone } from "./support/never-to-be-done.ts";
import { byFreshPeople, isByFreshPeople } from "./support/fresh-people.ts";
import { furnishAsker } from "./support/furnish-asker.ts";
import { openRoom, type OpenRoom } from "./support/room.ts";
import {
  askEverything,
  countOf,
  leaveOut,
  neverDone,
  only,
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
    beforeAll(async () => {
      room = await openRoom();
    });
    afterAll(() => room.close());
    const say = (who: string, report: Report): void => void process.stdout.write(`${who}: ${countOf(report)}\n`);

    test.each(["viewer", "key", "owner"] as const)(
      "as a person (%s): each operation that they may do is done, and no other",
      async (who) => {
        const { asks, headers } = await furnishAsker(room, who);
        const report = await askEverything({ url: room.url, asks }, [...headers, ...leaveOut(byFreshPeople)]);
        say(who, report);
        expect(neverDone(report), refusalsOf(report)).toEqual(
          await neverToBeDone(who, room.url, (id) => !isByFreshPeople(id)),
        );
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
            ...only(byFreshPeople),
          ]);
          say(`new ${who}`, report);
          expect(neverDone(report), refusalsOf(report)).toEqual(await neverToBeDone(who, room.url, isByFreshPeople));
          expect(report.answers.size).toBe(byFreshPeople.length);
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
        ...only(operatorsOnly),
      ]);
      say("operator", report);
      expect(neverDone(report), refusalsOf(report)).toEqual([]);
      expect(report.answers.size).toBe(operatorsOnly.length);
    }, 900_000);
  },
);
