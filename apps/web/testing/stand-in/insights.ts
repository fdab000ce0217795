import type { ChartData } from "@caudal/contract/resources/chart.ts";
import type { Insight } from "@caudal/contract/resources/insight.ts";
import { idOf, minutesAgo } from "./people.ts";

const number = (label: string, unit = "") => ({ label, unit, format: "number" as const });
const text = (label: string) => ({ label, unit: "", format: "text" as const });

/** Repeatable noise between -0.5 and 0.5. */
function noise(index: number): number {
  const value = Math.sin(index * 12.9898 + 78.233) * 43758.5453;
  return value - Math.floor(value) - 0.5;
}

const days = Array.from({ length: 30 }, (_, index) => ({
  at: `2026-11-${String(index + 1).padStart(2, "0")}`,
  value: index % 7 === 0 ? null : 18_000 + index * 420 + noise(index) * 7_000,
}));

const charts: Readonly<Record<string, ChartData>> = {
  time: {
    chart: "line",
    time: { label: "Día", unit: "", format: "date" },
    value: number("Ventas", "MXN"),
    points: days,
    partial: { first: false, last: true },
    fit: days.map((_, index) => 17_900 + index * 425),
    band: days.map((_, index) => ({ low: 14_400 + index * 425, high: 21_400 + index * 425 })),
  },
  country: {
    chart: "bar",
    category: text("País"),
    value: { label: "Parte de las ventas", unit: "", format: "percent" },
    bars: [
      { label: "México", value: 0.913, highlight: true },
      { label: "Colombia", value: 0.041, highlight: false },
      { label: "Argentina", value: 0.019, highlight: false },
      { label: "Guatemala y El Salvador, ventas por catálogo", value: 0.012, highlight: false },
    ],
    others: { count: 20, value: 0.015 },
  },
  missing: { chart: "figure", value: 15_322, total: 50_999, format: "number", label: "filas sin «cliente»" },
  shape: {
    chart: "histogram",
    value: number("precio", "MXN"),
    bins: Array.from({ length: 24 }, (_, index) => ({
      from: index * 5,
      to: index * 5 + 5,
      count: Math.round(9_000 * Math.exp(-index / 4) + 40 * (noise(index) + 0.6)),
    })),
    beyond: { high: { count: 1, farthest: 9_000 } },
    marks: [
      { label: "mediana", value: 12 },
      { label: "límite de atípicos", value: 71 },
    ],
  },
  relation: {
    chart: "scatter",
    x: number("precio", "MXN"),
    y: number("cantidad"),
    points: Array.from(
      { length: 400 },
      (_, index) =>
        [5 + (noise(index) + 0.5) * 100, Math.max(1, 60 - (noise(index) + 0.5) * 48 + noise(index + 900) * 26)] as [
          number,
          number,
        ],
    ),
    sampled: true,
    fit: { slope: -0.48, intercept: 58 },
  },
  groups: {
    chart: "groups",
    category: text("país"),
    value: number("importe de la factura", "MXN"),
    groups: ["México", "Colombia", "Argentina", "Guatemala"].map((label, index) => ({
      label,
      count: 1_800 - index * 410,
      low: 12 + index * 5,
      q1: 150 + index * 40,
      median: 302 + index * 95,
      q3: 610 + index * 140,
      high: 1_220 + index * 230,
    })),
  },
  heat: {
    chart: "heatmap",
    x: text("Hora"),
    y: text("Día de la semana"),
    xs: ["8", "9", "10", "11", "12", "13", "14", "15"],
    ys: ["lunes", "martes", "miércoles", "jueves", "viernes"],
    values: Array.from({ length: 5 }, (_, y) =>
      Array.from({ length: 8 }, (__, x) =>
        Math.round(900 * Math.exp(-((x - 4) ** 2) / 7) + 90 * (noise(x * 9 + y) + 0.5)),
      ),
    ),
    format: "number",
  },
  table: {
    chart: "table",
    columns: ["producto", "filas", "importe"],
    rows: [
      ["Taladro percutor 13 mm", 1_210, 1_512_500],
      ["Pintura blanca mate 19 L", 980, 1_176_000],
      ["Cinta métrica 5 m", 2_840, 255_316.5],
    ],
  },
};

const rows = {
  columns: ["factura", "producto", "cantidad", "precio", "cliente"],
  rows: [
    ["536414", "Martillo de bola 16 oz", "56", "0.00", null],
    ["536544", "Guantes de carnaza", "1", "2.51", null],
    ["536545", null, "1", "0.00", null],
  ],
  total: 15_322,
};

type Sketch = Pick<Insight, "type" | "title" | "description" | "confidence_score" | "action" | "key"> & {
  readonly chart: keyof typeof charts | null;
  readonly formula: Insight["confidence"]["formula"];
  readonly inputs: Record<string, number>;
};

const sketches: readonly Sketch[] = [
  {
    type: "quality",
    key: "missing",
    chart: "missing",
    title: "A 3 de cada 10 filas les falta el cliente",
    description:
      "La columna «cliente» está vacía en 15.322 de 50.999 filas. Lo que se diga por cliente deja fuera esas ventas.",
    action: "Antes de comparar clientes, completa la columna o cuenta esas filas aparte.",
    confidence_score: 1,
    formula: "counted",
    inputs: { rows: 50_999 },
  },
  {
    type: "time",
    key: "trend",
    chart: "time",
    title: "Las ventas suben 425 pesos cada día del mes",
    description:
      "Descontando el ritmo de la semana, noviembre termina 70 % por encima de donde empezó. Los domingos no hay ventas registradas.",
    action: "Revisa si el alza es de temporada antes de ajustar el inventario.",
    confidence_score: 0.9994,
    formula: "one_minus_q",
    inputs: { q: 0.0006, tests: 14 },
  },
  {
    type: "concentration",
    key: "concentration",
    chart: "country",
    title: "México hace el 91 % de las ventas",
    description: "Los otros 23 países suman menos de una décima parte, y 20 de ellos juntos no llegan al 2 %.",
    action: "Un promedio general habla casi solo de México: separa por país.",
    confidence_score: 1,
    formula: "counted",
    inputs: { rows: 50_999 },
  },
  {
    type: "shape",
    key: "outliers",
    chart: "shape",
    title: "412 precios quedan muy por encima de los demás",
    description:
      "La mitad de los precios está por debajo de 12 pesos; 412 filas pasan de 71, y la mayor llega a 13.541,33.",
    action: "Mira esas filas: suelen ser ajustes o fletes, no productos.",
    confidence_score: 0.97,
    formula: "coverage",
    inputs: { covered: 49_469, rows: 50_999, rejected: 0 },
  },
  {
    type: "relation",
    key: "relation",
    chart: "relation",
    title: "Cuanto más caro el producto, menos piezas por fila",
    description:
      "Por cada 10 pesos más de precio se compran unas 5 piezas menos. La relación es clara, aunque con mucha dispersión.",
    action: "",
    confidence_score: 0.91,
    formula: "one_minus_q",
    inputs: { q: 0.09, rho: -0.61 },
  },
  {
    type: "relation",
    key: "difference",
    chart: "groups",
    title: "Una factura de Guatemala es el doble de una de México",
    description: "La mediana va de 302 pesos en México a 587 en Guatemala, con cuatro veces menos facturas.",
    action: "Compara con cuidado: hay pocas facturas fuera de México.",
    confidence_score: 0.86,
    formula: "one_minus_q",
    inputs: { q: 0.14 },
  },
  {
    type: "time",
    key: "rhythm",
    chart: "heat",
    title: "Al mediodía se hace el doble de filas que a las nueve",
    description: "De lunes a viernes el pico está entre las 11 y las 13 horas.",
    action: "",
    confidence_score: 0.74,
    formula: "coverage",
    inputs: { rows: 50_999 },
  },
  {
    type: "recommendation",
    key: "top",
    chart: "table",
    title: "Tres productos dejan el 31 % del importe",
    description: "Si falta uno de ellos, se nota en el mes.",
    action: "Vigila su existencia cada semana.",
    confidence_score: 1,
    formula: "counted",
    inputs: {},
  },
  {
    type: "quality",
    key: "missing",
    chart: null,
    title: "A «producto» le faltan 140 valores",
    description: "Son el 0,3 % de las filas, casi todas con precio cero.",
    action: "",
    confidence_score: 1,
    formula: "counted",
    inputs: { rows: 50_999 },
  },
];

export function insights(fileId: string, count = sketches.length): Insight[] {
  return sketches.slice(0, count).map((sketch, index) => ({
    id: idOf(100 + index),
    file_id: fileId,
    user_id: idOf(1),
    wave: index < 3 ? 1 : 2,
    created_at: minutesAgo(3),
    type: sketch.type,
    title: sketch.title,
    description: sketch.description,
    data: sketch.chart === null ? { chart: "none" } : (charts[sketch.chart] ?? { chart: "none" }),
    evidence: {
      query: 'SELECT count(*) FILTER (WHERE "cliente" IS NULL) AS missing,\n       count(*) AS total\nFROM file',
      method: sketch.key,
      rows: index % 3 === 2 ? null : rows,
    },
    confidence_score: sketch.confidence_score,
    confidence: { formula: sketch.formula, inputs: sketch.inputs },
    key: sketch.key,
    params: {},
    columns: ["cliente"],
    importance: 1 - index / 10,
    action: sketch.action,
    method:
      "Se recorrieron todas las filas y se contaron las celdas vacías, las que solo tienen espacios y las que dicen «n/a» o «-».",
  }));
}
