import { expect, test } from "vitest";
import { sharedBuffersMb } from "./shared-buffers.ts";

test.each([
  [1, 128],
  [2, 128],
  [8, 512],
  [24, 1024],
  [512, 1024],
])("of a machine with %i GiB PostgreSQL gets %i MiB", (gibibytes, expected) => {
  expect(sharedBuffersMb(gibibytes * 1024 ** 3)).toBe(expected);
});
