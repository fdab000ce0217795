import type { Random } from "./random.ts";

const branches = [
  { name: "Centro", city: "Guadalajara", weight: 5 },
  { name: "Mercado Norte", city: "Guadalajara", weight: 3 },
  { name: "Plaza del Ángel", city: "León", weight: 3 },
  { name: "La Ermita", city: "Mérida", weight: 2 },
  { name: "Bodega Sur", city: "Querétaro", weight: 1 },
] as const;

const products = [
  { code: "00418", name: "Café molido 500 g", family: "Abarrotes", price: 118 },
  { code: "00421", name: "Azúcar estándar 1 kg", family: "Abarrotes", price: 31.5 },
  { code: "00733", name: "Jabón de baño (3 pzas)", family: "Limpieza", price: 54.9 },
  { code: "00740", name: "Detergente líquido 3 L", family: "Limpieza", price: 139 },
  { code: "01102", name: "Piñata de estrella", family: "Temporada", price: 285 },
  { code: "01107", name: "Serie de luces navideñas", family: "Temporada", price: 199.9 },
  { code: "02255", name: "Cuaderno profesional", family: "Papelería", price: 42 },
  { code: "02260", name: "Mochila escolar", family: "Papelería", price: 459 },
  { code: "03011", name: "Aceite de oliva 750 ml", family: "Abarrotes", price: 212.75 },
  { code: "03320", name: "Ventilador de mesa", family: "Hogar", price: 649 },
] as const;

const payments = ["Efectivo", "Tarjeta", "Transferencia", "tarjeta", "EFECTIVO"] as const;
const header = [
  "Folio",
  "Fecha",
  "Sucursal",
  "Ciudad",
  "Código",
  "Producto",
  "Familia",
  "Cantidad",
  "Precio unitario",
  "Descuento",
  "Importe",
  "Forma de pago",
  "Cliente",
];

/** How much more sells of a family in a month (1 to 12). */
function season(family: string, month: number): number {
  if (family === "Temporada") return month === 12 ? 6 : month === 11 ? 3 : 0.3;
  if (family === "Papelería") return month === 8 ? 5 : month === 7 ? 3 : 0.7;
  if (family === "Hogar") return month >= 4 && month <= 6 ? 2.5 : 0.6;
  return month === 12 ? 1.5 : 1;
}

/** A year of a shop's sales as its till exports them: `;`, Windows-1252, decimal commas, day first, with the blemishes of real life. */
export function makeSales(random: Random): Buffer {
  const lines = [header.join(";")];
  let folio = 100_200;
  for (let day = 0; day < 365; day++) {
    const date = new Date(Date.UTC(2025, 0, 1 + day));
    const month = date.getUTCMonth() + 1;
    const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
    const tickets = Math.max(
      4,
      Math.round((11 + day / 60) * (weekend ? 1.35 : 1) * (month === 12 ? 1.5 : 1) + 1.8 * random.normal()),
    );
    for (let ticket = 0; ticket < tickets; ticket++) {
      const line = sale(random, ++folio, date, month);
      lines.push(line);
      if (random.chance(0.004)) lines.push(line);
    }
  }
  lines.splice(1703, 0, "TOTAL DEL MES;;;");
  lines.splice(3220, 0, "*** corte de caja sin cerrar ***");
  return encodeWindows1252(`${lines.join("\r\n")}\r\n`);
}

function sale(random: Random, folio: number, date: Date, month: number): string {
  const branch = random.pick(branches.flatMap((one) => Array.from({ length: one.weight }, () => one)));
  const product = random.pick(
    products.flatMap((one) => Array.from({ length: Math.ceil(season(one.family, month) * 4) }, () => one)),
  );
  const bulk = random.chance(0.003);
  const units = bulk ? random.whole(180, 420) : Math.max(1, Math.round(2.2 + 1.6 * random.normal()));
  const raise = month >= 7 ? 1.06 : 1;
  const price = Math.round(product.price * raise * 100);
  const off = random.chance(0.12) ? random.pick([5, 10, 15]) : 0;
  const amount = Math.round((price * units * (100 - off)) / 100);
  const refund = random.chance(0.01) ? -1 : 1;
  const spoiled = random.chance(0.0015);
  return [
    `A-${folio}`,
    spoiled ? "fecha pendiente" : day(date),
    branch.name,
    branch.city,
    product.code,
    product.name,
    product.family,
    String(units * refund),
    money(price),
    off === 0 && random.chance(0.5) ? "" : String(off),
    money(amount * refund),
    random.chance(0.03) ? "" : random.pick(payments),
    random.chance(0.35) ? "" : `C${String(Math.floor(400 * random.next() ** 2) + 1).padStart(4, "0")}`,
  ].join(";");
}

function day(date: Date): string {
  return `${String(date.getUTCDate()).padStart(2, "0")}/${String(date.getUTCMonth() + 1).padStart(2, "0")}/${date.getUTCFullYear()}`;
}

function money(cents: number): string {
  const whole = String(Math.trunc(Math.abs(cents) / 100)).replaceAll(/\B(?=(?:\d{3})+$)/g, ".");
  return `${cents < 0 ? "-" : ""}${whole},${String(Math.abs(cents) % 100).padStart(2, "0")}`;
}

/** The letters used here have the same codes in Latin-1 and Windows-1252. */
function encodeWindows1252(text: string): Buffer {
  return Buffer.from(text, "latin1");
}
