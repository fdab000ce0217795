import { isNumeric, isTemporal, type LogicalType } from "@caudal/tables/logical-type.ts";
import type { Answers } from "./answers.ts";
import type { MeasureValues } from "./measure.ts";
import type { InsightTable } from "./table.ts";

/**
 * What a column is for. measure: a quantity that may be averaged. identifier: tells rows apart. code: names something by figures or signs
 * (postal codes, article numbers): never averaged. category: few labels. flag: two values. year: an int that counts years. text: prose or names.
 */
export type ColumnRole =
  | "empty"
  | "constant"
  | "identifier"
  | "code"
  | "category"
  | "flag"
  | "measure"
  | "time"
  | "year"
  | "latitude"
  | "longitude"
  | "text"
  | "other";

export type ColumnFacts = {
  readonly name: string;
  readonly type: LogicalType;
  readonly role: ColumnRole;
  readonly summary: MeasureValues["summary"];
  readonly missing: number;
  /** Whether adding it up over rows means something (an amount), or only its mean does (a price, a temperature). */
  readonly additive: boolean;
  /** Whether its name says that it holds codes: figures and letters may mix there. */
  readonly coded: boolean;
  /** Whether it names who or what a row is about (customer, article, branch), by its name or its role. */
  readonly names: boolean;
};

const words = (list: string) => new RegExp(`(^|[^a-z0-9])(${list})($|[^a-z])`);
const identifierName = words(
  "id|ids|uuid|guid|key|clave|codigo|cod|code|sku|ean|upc|isbn|folio|factura|invoice|invoiceno|num|nro|numero|no|number|documento|doc|nit|rfc|cuit|cuil|dni|cedula|curp|rut|telefono|tel|phone|celular|movil|zip|zipcode|zip code|cp|postal|codigo postal|fips|iata|stockcode|customerid|orderid|cuenta|account|placa|serie|serial|lote|referencia|ref",
);
const partName = words(
  "mes|month|dia|day|weekday|hora|hour|semana|week|trimestre|quarter|tienda|store|sucursal|branch|almacen|warehouse|bodega|zona|zone|region|tipo|type|clase|class|estado|status|nivel|level|grupo|group|cluster",
);
const yearName = words("year|yr|ano|anio|ejercicio|gestion");
const latitudeName = words("lat|latitude|latitud");
const longitudeName = words("lon|lng|long|longitude|longitud");
const additiveName = words(
  "total|subtotal|importe|monto|venta|ventas|sales|revenue|amount|cantidad|qty|quantity|unidades|units|costo|cost|gasto|expense|ingreso|ingresos|income|net|neto|profit|utilidad|volumen|volume|count|conteo|piezas|kilos|horas|hours|pago|payment|deaths|casos|cases",
);
const rateName = words(
  "precio|price|tasa|rate|porcentaje|percent|pct|promedio|average|avg|mean|media|ratio|indice|index|temp|temperatura|temperature|score|rating|edad|age|unitario|unit price|unitprice",
);

const partyName = words(
  "cliente|clientes|customer|client|comprador|buyer|proveedor|supplier|vendor|vendedor|seller|producto|product|articulo|item|sucursal|tienda|store|branch|almacen|warehouse|empresa|company|paciente|patient|alumno|student|empleado|employee|usuario|user",
);

export function classifyColumns(table: InsightTable, answers: Answers): readonly ColumnFacts[] {
  return table.columns.flatMap(({ name, sourceName, type }) => {
    const summary = answers.to({ kind: "summary", column: name });
    if (summary === null) return [];
    const plain = plainName(sourceName === "" ? name : sourceName);
    const role = roleOf(plain, type, summary, table.rows);
    return [
      {
        name,
        type,
        role,
        summary,
        missing: table.rows - summary.present,
        coded: identifierName.test(plain),
        names: role === "code" || role === "identifier" || partyName.test(plain),
        additive: additiveName.test(plain) && !rateName.test(plain),
      },
    ];
  });
}

/** "CodigoPostal", "código_postal" and "CÓDIGO POSTAL" alike: "codigo postal". */
function plainName(name: string): string {
  return name
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[_\-.#°º]+/g, " ")
    .trim();
}

function roleOf(name: string, type: LogicalType, summary: MeasureValues["summary"], rows: number): ColumnRole {
  if (summary.present === 0) return "empty";
  if (summary.min === summary.max && summary.approxDistinct <= 2) return "constant";
  if (type.kind === "bool") return "flag";
  if (isTemporal(type)) return "time";
  if (isNumeric(type)) return numericRole(name, type, summary, rows);
  return type.kind === "text" ? textRole(name, summary, rows) : "other";
}

function numericRole(name: string, type: LogicalType, summary: MeasureValues["summary"], rows: number): ColumnRole {
  const [min, max] = [Number(summary.min), Number(summary.max)];
  if (latitudeName.test(name) && min >= -90 && max <= 90) return "latitude";
  if (longitudeName.test(name) && min >= -180 && max <= 360) return "longitude";
  // Counts that spreadsheets and JSON wrote as floats or decimals still name things: an id is never averaged.
  if (identifierName.test(name)) return nearlyUnique(summary, rows) ? "identifier" : "code";
  if (type.kind !== "int") return "measure";
  if (yearName.test(name) && min >= 1000 && max <= 2200) return "year";
  if (
    min >= 1900 &&
    max <= 2100 &&
    summary.approxDistinct <= 1.1 * (max - min + 1) + 1 &&
    max - min <= 150 &&
    summary.approxDistinct >= 0.5 * (max - min)
  )
    return "year";
  if (partName.test(name) && summary.approxDistinct <= 1000) return "category";
  if (summary.approxDistinct <= 2) return "flag";
  const countsRows = rows >= 20 && nearlyUnique(summary, rows) && max - min + 1 <= 1.05 * rows && min >= 0;
  return countsRows ? "identifier" : "measure";
}

function textRole(name: string, summary: MeasureValues["summary"], rows: number): ColumnRole {
  const longest = summary.text?.maxLength ?? 0;
  if (nearlyUnique(summary, rows) && rows >= 10) return longest <= 40 ? "identifier" : "text";
  if (identifierName.test(name)) return "code";
  if (summary.approxDistinct <= Math.max(50, summary.present * 0.05)) return "category";
  return longest > 60 ? "text" : summary.approxDistinct <= summary.present * 0.5 ? "code" : "text";
}

/** The sketch of distinct values errs by a few percent. */
function nearlyUnique(summary: MeasureValues["summary"], rows: number): boolean {
  return summary.approxDistinct >= 0.9 * summary.present && summary.present >= 0.9 * rows;
}
