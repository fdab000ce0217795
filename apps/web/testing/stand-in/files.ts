import type { FileDetail, FileResource, RejectPage, RowPage } from "@caudal/contract/resources/file.ts";
import type { ColumnProfile, FileReading } from "@caudal/contract/resources/reading.ts";
import type { RunDetail, RunSummary } from "@caudal/contract/resources/run.ts";
import { idOf, minutesAgo, userId } from "./people.ts";

function run(number: number, over: Partial<RunSummary>): RunSummary {
  return {
    id: idOf(500 + number),
    kind: "profile",
    state: "succeeded",
    progress: 1,
    step: null,
    message: "Terminado",
    attempt: 1,
    queued_at: minutesAgo(5),
    started_at: minutesAgo(5),
    finished_at: minutesAgo(4),
    error: null,
    ...over,
  };
}

function file(number: number, over: Partial<FileResource>): FileResource {
  return {
    id: idOf(number),
    user_id: userId,
    file_name: "archivo.csv",
    file_type: "text/csv",
    file_size: 1_400_000,
    storage_url: `/api/files/${idOf(number)}/content`,
    databricks_job_id: null,
    status: "done",
    error_message: null,
    error: null,
    uploaded_at: minutesAgo(5 * number),
    processed_at: minutesAgo(4 * number),
    metadata: {},
    sha256: null,
    duplicate_of: null,
    rows: 50_999,
    rejected: 0,
    insight_count: 0,
    shared: null,
    share_count: 0,
    run: run(number, {}),
    ...over,
  };
}

const encrypted = {
  type: "about:blank",
  title: "El archivo está protegido con contraseña",
  status: 422,
  detail: "«proveedores.xlsx» no se puede abrir sin su contraseña. El archivo quedó guardado.",
  code: "file_encrypted",
  action: "Quita la contraseña en Excel y vuelve a subirlo.",
};

export function files(): FileResource[] {
  return [
    file(1, {
      file_name: "ventas-noviembre.xlsx",
      file_type: "excel",
      file_size: 2_318_000,
      insight_count: 9,
      rejected: 3,
    }),
    file(2, {
      file_name: "inventario_bodega_central_2026-11-20_final_v3.csv",
      file_size: 1_130_000_000,
      status: "processing",
      rows: null,
      rejected: null,
      processed_at: null,
      insight_count: 3,
      run: run(2, {
        state: "running",
        progress: 0.42,
        step: "measure",
        message: "Midiendo 24 columnas",
        started_at: minutesAgo(0.4),
        finished_at: null,
      }),
    }),
    file(3, {
      file_name: "proveedores.xlsx",
      file_type: "excel",
      file_size: 88_000,
      status: "error",
      rows: null,
      rejected: null,
      processed_at: null,
      error_message: encrypted.title,
      error: encrypted,
      run: run(3, { state: "failed", progress: 0.05, message: "", error: encrypted }),
    }),
    file(4, { file_name: "clientes_2026.csv", file_size: 412_000, rows: 8_412, rejected: 3, insight_count: 4 }),
    file(5, {
      file_name: "pedidos 2ª quincena 📦.json",
      file_type: "json",
      file_size: 5_120_000,
      status: "uploaded",
      rows: null,
      rejected: null,
      processed_at: null,
      run: null,
    }),
    file(6, {
      file_name: "sensores.parquet",
      file_type: "parquet",
      file_size: 92_000_000,
      rows: 1_204_331,
      insight_count: 6,
    }),
  ];
}

const reading: FileReading = {
  format: "excel",
  compression: "none",
  encoding: null,
  delimiter: null,
  quote: null,
  header_row: 3,
  decimal: ",",
  thousands: ".",
  date_order: "dmy",
  sheet: "Noviembre",
  sheets: ["Noviembre", "Notas"],
  reasons: [
    { about: "format", key: "format_content", params: { format: "Excel" }, certainty: 1 },
    { about: "sheet", key: "sheet_first_with_table", params: { sheet: "Noviembre", sheets: 2 }, certainty: 0.95 },
    { about: "header", key: "header_after_titles", params: { row: 3, titles: 2 }, certainty: 0.9 },
    { about: "decimal", key: "decimal_comma", params: { columns: 2 }, certainty: 0.99 },
    { about: "dates", key: "dates_order_assumed", params: { order: "día, mes, año" }, certainty: 0.6 },
    { about: "types", key: "types_code_zeros", params: { column: "código" }, certainty: 0.97 },
  ],
};

const names = ["factura", "código", "producto", "cantidad", "fecha", "precio", "cliente", "país"] as const;
const types = ["text", "text", "text", "int64", "timestamp", "decimal(12,2)", "int64", "text"] as const;
const products = [
  "Martillo de bola 16 oz",
  "Cinta métrica 5 m",
  "Taladro percutor 13 mm",
  "Tornillo 3/8 galvanizado",
  "Pintura blanca mate 19 L",
  "Guantes de carnaza",
];
const countries = ["México", "Colombia", "Argentina", "Guatemala"];

export function columns(): ColumnProfile[] {
  const top = (values: readonly string[], first: number) =>
    values.map((value, index) => ({ value, count: Math.round(first / (index + 1)) }));
  const base = { missing: 0, distinct_exact: true, min: null, max: null, mean: null };
  return [
    {
      ...base,
      name: "factura",
      source_name: "factura",
      type: "text",
      distinct: 1_968,
      top: top(["536412", "536592", "537434"], 310),
    },
    {
      ...base,
      name: "código",
      source_name: "Cód. producto",
      type: "text",
      distinct: 2_793,
      distinct_exact: false,
      top: top(["085123", "022423", "084879"], 240),
    },
    {
      ...base,
      name: "producto",
      source_name: "producto",
      type: "text",
      distinct: 2_801,
      missing: 140,
      top: top(products, 1_210),
    },
    {
      ...base,
      name: "cantidad",
      source_name: "cantidad",
      type: "int64",
      distinct: 318,
      min: "-9360",
      max: "2880",
      mean: 8.06,
      top: top(["1", "2", "12", "6", "3"], 15_020),
    },
    {
      ...base,
      name: "fecha",
      source_name: "fecha",
      type: "timestamp",
      distinct: 1_781,
      min: "2026-11-01T08:26:00",
      max: "2026-11-30T17:02:00",
      top: top(["2026-11-06T16:57:00"], 1),
    },
    {
      ...base,
      name: "precio",
      source_name: "precio",
      type: "decimal(12,2)",
      distinct: 812,
      min: "0",
      max: "13541.33",
      mean: 6.02,
      missing: 12,
      top: top(["2.51", "0.85", "1.25"], 4_300),
    },
    {
      ...base,
      name: "cliente",
      source_name: "cliente",
      type: "int64",
      distinct: 948,
      missing: 15_322,
      min: "12347",
      max: "18283",
      top: top(["17841", "14911"], 690),
    },
    { ...base, name: "país", source_name: "país", type: "text", distinct: 24, top: top(countries, 47_600) },
  ];
}

export function detail(id: string): FileDetail | null {
  const found = files().find((candidate) => candidate.id === id);
  if (found === undefined) return null;
  return { ...found, reading: found.rows === null ? null : reading, columns: found.rows === null ? null : columns() };
}

export function rowPage(offset: number, limit: number, total: number): RowPage {
  const count = Math.max(0, Math.min(limit, total - offset));
  const rows = Array.from({ length: count }, (_, line) => {
    const index = offset + line;
    return [
      String(536365 + Math.floor(index / 9)),
      String(1000 + ((index * 37) % 8000)).padStart(6, "0"),
      index % 61 === 7 ? null : (products[index % products.length] ?? null),
      String(((index * 7) % 48) + 1),
      `2026-11-${String(1 + Math.floor((index / total) * 29)).padStart(2, "0")}T${String(8 + (index % 10)).padStart(2, "0")}:${String((index * 13) % 60).padStart(2, "0")}:00`,
      (((index * 271) % 90_000) / 100).toFixed(2),
      index % 3 === 1 ? null : String(12347 + ((index * 53) % 5000)),
      countries[(index * 5) % 7] ?? "México",
    ];
  });
  return {
    columns: names.map((name, index) => ({ name, type: types[index] ?? "text" })),
    rows,
    numbers: rows.map((_, line) => offset + line + 1),
    offset,
    total,
  };
}

export const rejects: RejectPage = {
  total: 3,
  rejects: [
    {
      line: 1_204,
      column: "cantidad",
      reason: "not_a_number",
      message: "«doce» no es un número entero.",
      text: "536541;022423;Taladro percutor 13 mm;doce;02/11/2026;1.250,00;17841;México",
    },
    {
      line: 20_877,
      column: null,
      reason: "too_many_fields",
      message: "La fila tiene 9 campos y se esperaban 8.",
      text: "538002;085123;Cinta métrica; 5 m;6;08/11/2026;89,90;14911;Colombia",
    },
    {
      line: 44_310,
      column: "fecha",
      reason: "not_a_date",
      message: "«31/11/2026» no existe en el calendario.",
      text: "541210;084879;Guantes de carnaza;24;31/11/2026;35,50;;México",
    },
  ],
};

export function runDetail(id: string): RunDetail | null {
  const owner = files().find((candidate) => candidate.run?.id === id);
  if (owner?.run === null || owner === undefined) return null;
  const running = owner.run.state === "running";
  const failed = owner.run.state === "failed";
  const step = (
    name: string,
    title: string,
    seconds: number | null,
    state: "running" | "done" | "failed" = "done",
  ) => ({
    name,
    title,
    state,
    attempt: 1,
    started_at: minutesAgo(5),
    finished_at: seconds === null ? null : minutesAgo(4),
    seconds,
  });
  return {
    ...owner.run,
    file_id: owner.id,
    steps: failed
      ? [step("detect", "Reconocer el archivo", 0.08, "failed")]
      : [
          step("detect", "Reconocer el archivo", 0.21),
          step("read", "Leer las filas", 1.84),
          step("measure", "Medir las columnas", running ? null : 0.66, running ? "running" : "done"),
          ...(running ? [] : [step("find", "Buscar hallazgos", 2.4), step("store", "Guardar resultados", 0.12)]),
        ],
    logs: [
      { at: minutesAgo(5), level: "info", message: "Excel con 2 hojas; se lee «Noviembre»." },
      { at: minutesAgo(4.9), level: "warn", message: "490.000 filas vacías al final de la hoja se omitieron." },
      ...(failed
        ? [{ at: minutesAgo(4.8), level: "error" as const, message: "El archivo está protegido con contraseña." }]
        : []),
    ],
  };
}
