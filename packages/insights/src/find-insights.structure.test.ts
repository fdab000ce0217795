import { expect, it } from "vitest";
import { insightsOf } from "../testing/measure-in-rounds.ts";
import { randomFrom, times } from "../testing/random.ts";
import { integer, number, tableOf, text } from "../testing/reference-table.ts";

const r = randomFrom(77);
const articles = times(40, (i) => ({
  product: `Producto ${String.fromCharCode(65 + (i % 26))}${i}`,
  code: String(1000 + i * 7),
  family: ["Hogar", "Limpieza", "Abarrotes", "Bebidas"][i % 4] ?? "",
  price: Math.round(100 * (1 + (i % 4) * 40 + 3 * i)) / 100,
}));
const sales = times(1500, () => {
  const article = articles[Math.floor(40 * r.uniform() ** 4)] ?? articles[0]!;
  const quantity = 1 + r.integer(9);
  const discount = r.uniform() < 0.3 ? r.pick([0.05, 0.1, 0.15]) : 0;
  return { ...article, quantity, total: Math.round(100 * quantity * article.price * (1 - discount)) / 100 };
});
const column = <T>(of: (sale: (typeof sales)[number]) => T): T[] => sales.map(of);
const table = tableOf(
  text(
    "Código",
    column(({ code }) => code),
  ),
  text(
    "Producto",
    column(({ product }) => product),
  ),
  text(
    "Familia",
    column(({ family }) => family),
  ),
  integer(
    "Cantidad",
    column(({ quantity }) => quantity),
  ),
  number(
    "Precio",
    column(({ price }) => price),
  ),
  number(
    "Importe",
    column(({ total }) => total),
  ),
);
const findings = insightsOf(table);
const about = (key: string): string[] =>
  findings.filter((finding) => finding.key === key).map(({ columns }) => columns.join(" "));

it("columns that name one another are said once, exactly counted, and the second one is folded into the first", () => {
  expect(about("columns_synonymous")).toEqual(["Producto Código"]);
  expect(about("column_determines")).toEqual(["Producto Familia"]);
  const sold = new Set(column(({ product }) => product)).size;
  expect(findings.find(({ key }) => key === "columns_synonymous")?.params).toMatchObject({ values: sold });
  expect(about("concentrated").filter((columns) => columns.startsWith("Código"))).toEqual([]);
  expect(about("concentrated").filter((columns) => columns.startsWith("Producto"))).toHaveLength(1);
  expect(about("categories_related")).toEqual([]);
});

it("a price that an article decides is structure: said late, and what follows from it not at all", () => {
  expect(about("value_follows")).toEqual(["Producto Precio"]);
  expect(about("groups_differ")).toEqual([]);
  expect(findings[0]?.key).not.toBe("value_follows");
});

it("a total that is quantity times price less a discount is one formula, and its parts are no correlations", () => {
  const formula = findings.find(({ key }) => key === "identity_holds");
  expect(formula?.params).toMatchObject({ left: "Importe", operation: "product", right: ["Cantidad", "Precio"] });
  const exact = sales.filter(({ total, quantity, price }) => Math.abs(total - quantity * price) <= 0.005).length;
  expect(formula?.params).toMatchObject({ obeys: exact, complete: 1500 });
  expect(about("numbers_related")).toEqual([]);
});

it("one broken row keeps a structure from being stated, not from being folded", () => {
  const codes = column(({ code }) => code);
  const broken = insightsOf(
    tableOf(text("Código", ["otro", ...codes.slice(1)]), ...table.columns.filter(({ name }) => name !== "Código")),
  );
  expect(broken.some(({ key }) => key === "columns_synonymous")).toBe(false);
  const shares = broken.filter(({ key }) => key === "concentrated").map(({ columns }) => columns[0]);
  expect(shares).not.toContain("Código");
});

it("codes may mix figures and letters; a mark that explains the few is said with its count", () => {
  const folios = times(1000, (i) => (i % 50 === 3 ? `C${5000 + (i >> 1)}` : String(5000 + (i >> 1))));
  const stock = times(1000, (i) => (i % 7 === 0 ? `${200 + (i % 90)}${"ABG"[i % 3]}` : String(200 + (i % 90))));
  const found = insightsOf(tableOf(text("Factura", folios), text("StockCode", stock)));
  expect(found.filter(({ key }) => key === "mixed_column")).toEqual([]);
  const marks = found.filter(({ key }) => key === "code_affix");
  expect(marks.map(({ params }) => params)).toMatchObject([
    { column: "Factura", affix: "C", end: "start", count: 20, present: 1000, share: 0.02 },
  ]);
  expect(marks[0]?.evidence.rows?.total).toBe(20);
});

it("codes with strange values that share no mark carry no sentence", () => {
  const folios = times(500, (i) => (i % 100 === 3 ? `${"XYZ"[(i / 100) | 0] ?? "W"}${i}` : String(5000 + (i >> 1))));
  const found = insightsOf(tableOf(text("Factura", folios)));
  expect(found.filter(({ key }) => key === "code_affix" || key === "mixed_column")).toEqual([]);
});
