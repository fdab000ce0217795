import { expect, test } from "vitest";
import { watchFreeSpace } from "./free-space.ts";

test.each([
  { known: "nobody has asked the disk yet", before: 0 },
  { known: "the disk was asked just now", before: 1 },
])("of 50 writes that begin together where one fits, one is carried out: $known", async ({ before }) => {
  const space = watchFreeSpace(async () => ({ free: 1_150, total: 10_000 }), 1_000, { monotonic: () => 0 });
  if (before > 0) await space.require(before);
  let underWay = 0;
  let most = 0;
  const ends = await Promise.allSettled(
    Array.from({ length: 50 }, () =>
      space.write(100, async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        // Longer than the others take to be refused, which only asks the disk again.
        await new Promise(setImmediate);
        underWay -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
  const refused = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
  expect(refused).toHaveLength(49);
  for (const reason of refused) expect(reason).toMatchObject({ code: "storage_full" });
});
