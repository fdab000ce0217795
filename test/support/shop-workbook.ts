import { access } from "node:fs/promises";
import { join } from "node:path";
import { requireComponent } from "./components.ts";

/** A shop's month as a person's Excel, of 50,999 rows and 490,000 empty ones (UCI Online Retail, CC BY 4.0): too large to be kept here. */
export const shopWorkbook = join(import.meta.dirname, "../../../shared/data/online-retail-month.xlsx");

export const shopData = await requireComponent(
  "the shop's month",
  () => access(shopWorkbook),
  "Put online-retail-month.xlsx into the folder shared/data beside this checkout.",
);
