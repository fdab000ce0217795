import { expect, test } from "vitest";
import { createFormat } from "../i18n/format.ts";
import { moveCell, nextSort } from "./move-cell.ts";
import { groupDigits, writeCell } from "./write-cell.ts";

const es = createFormat("es");
const bounds = { rows: 1_000_000, columns: 8, page: 100 };

test("a decimal keeps every digit that it has", () => {
  expect(groupDigits("12345678901234567890.1234567890", es)).toBe("12.345.678.901.234.567.890,1234567890");
  expect(groupDigits("-1234", createFormat("en"))).toBe("-1,234");
});
test("codes stay codes", () => expect(writeCell("001000", "text", es)).toBe("001000"));
test("whole numbers that name something are not grouped, those that count are", () => {
  for (const name of ["CustomerID", "customer_id", "Id", "Código", "Año", "year"])
    expect(writeCell("17850", "int64", es, name), name).toBe("17850");
  for (const name of ["Quantity", "Madrid", "pagos", "candid", "daño"])
    expect(writeCell("17850", "int64", es, name), name).toBe("17.850");
  expect(writeCell("17850.5", "decimal(10,1)", es, "año")).toBe("17.850,5");
});
test("keys stay within the file and may leave the page", () => {
  expect(moveCell({ row: 99, column: 0 }, "ArrowDown", false, bounds)).toEqual({ row: 100, column: 0 });
  expect(moveCell({ row: 0, column: 0 }, "ArrowUp", false, bounds)).toEqual({ row: 0, column: 0 });
  expect(moveCell({ row: 5, column: 3 }, "End", true, bounds)).toEqual({ row: 999_999, column: 7 });
  expect(moveCell({ row: 5, column: 3 }, "Tab", false, bounds)).toBeNull();
});
test("a header turns from ascending to descending to unsorted", () =>
  expect([undefined, "a", "-a"].map((sort) => nextSort(sort, "a"))).toEqual(["a", "-a", undefined]));
