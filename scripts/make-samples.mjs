// `node_modules/.bin/node scripts/make-samples.mjs`: makes the demonstration's files in apps/server/samples anew.
// Everything in them is invented. The same program makes the same tables, so that a change of a sample is a change of this file.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { writeXlsx } from "hucre/xlsx";
import { root } from "./install.mjs";

const folder = join(root, "apps/server/samples");
const day = 24 * 3_600_000;

/** Even numbers in [0, 1), by mulberry32. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pick = (random, list) => list[Math.floor(random() * list.length)];
const comma = (number) => number.toFixed(2).replace(".", ",");
const dayMonthYear = (date) => date.toISOString().slice(0, 10).split("-").reverse().join("/");

/** Two years of a shop's tickets, as an older program exports them: semicolons, decimal commas, Windows-1252. */
function salesCsv() {
  const random = randomFrom(1);
  const shops = ["Centro", "Norte", "Zapopan", "Medellín", "Rosario"];
  const products = [
    ["Café molido 500 g", "Abarrotes", 129],
    ["Azúcar 1 kg", "Abarrotes", 28.5],
    ["Jabón líquido", "Limpieza", 54.9],
    ["Pañales etapa 3", "Bebé", 219],
    ["Galletas surtidas", "Abarrotes", 47],
    ["Champú de niños", "Bebé", 76.5],
    ["Cloro 2 L", "Limpieza", 39],
  ];
  const sellers = ["Ana Ibáñez", "José Muñoz", "Lucía Peña", "Martín Güemes", "Sofía Núñez"];
  const rows = ["Folio;Fecha;Sucursal;Producto;Categoría;Unidades;Precio;Importe;Vendedor;Moneda"];
  const start = Date.UTC(2024, 0, 1);
  for (let ticket = 1; ticket <= 6_000; ticket += 1) {
    const age = Math.sqrt(random()); // More tickets as time goes on: the shop grows.
    const date = new Date(start + Math.floor(age * 730) * day);
    const [product, category, price] = pick(random, products);
    const weekend = [0, 6].includes(date.getUTCDay()) ? 1.6 : 1;
    const units = ticket % 997 === 0 ? 900 + (ticket % 90) : Math.max(1, Math.round((1 + random() * 5) * weekend));
    const seller = random() < 0.04 ? "" : pick(random, sellers);
    const fields = [ticket, dayMonthYear(date), pick(random, shops), product, category, units];
    rows.push([...fields, comma(price), comma(units * price), seller, "MXN"].join(";"));
    if (ticket % 311 === 0) rows.push(rows.at(-1)); // Sent twice by the till.
    if (ticket % 1_900 === 0) rows.push(`${ticket};${dayMonthYear(date)};nota: cliente pidió; factura; aparte;;;;;;;;`);
  }
  return Buffer.from(`${rows.join("\r\n")}\r\n`, "latin1");
}

/** A count of the stock room as a person keeps it: a title above the table, words among the numbers. */
async function stockXlsx() {
  const random = randomFrom(2);
  const families = ["Tornillería", "Pintura", "Electricidad", "Plomería", "Jardín"];
  const rows = [
    ["Inventario del almacén central"],
    ["Conteo de marzo; las dudas, con Teresa"],
    [],
    ["SKU", "Descripción", "Familia", "Existencia", "Mínimo", "Costo", "Valor", "Último conteo"],
  ];
  for (let item = 1; item <= 800; item += 1) {
    const family = pick(random, families);
    const least = 5 + Math.floor(random() * 40);
    const stock = random() < 0.03 ? "N/D" : Math.floor(least * random() * 4);
    const cost = Math.round((4 + random() ** 3 * 900) * 100) / 100;
    const value = typeof stock === "number" ? Math.round(stock * cost * 100) / 100 : null;
    const counted = random() < 0.12 ? null : new Date(Date.UTC(2026, 2, 1) - Math.floor(random() * 90) * day);
    const code = `${family.slice(0, 3).toUpperCase()}-${String(item).padStart(4, "0")}`;
    rows.push([code, `${family} artículo ${item}`, family, stock, least, cost, value, counted]);
  }
  return writeXlsx({ sheets: [{ name: "Conteo", rows }] });
}

/** Deliveries as a program logs them: one object a line, gzipped. How long one takes follows from how far it goes. */
function deliveriesNdjson() {
  const random = randomFrom(3);
  const zones = ["norte", "sur", "oriente", "poniente"];
  const lines = [];
  for (let order = 1; order <= 3_000; order += 1) {
    const km = Math.round((1 + random() ** 2 * 60) * 10) / 10;
    const minutes = Math.round(12 + km * 2.1 + (random() - 0.5) * 18);
    const ordered = new Date(Date.UTC(2026, 0, 5) + order * 45 * 60_000);
    lines.push(
      JSON.stringify({
        pedido: `P-${10_000 + order}`,
        pedido_el: ordered.toISOString(),
        zona: pick(random, zones),
        km,
        minutos: order % 500 === 0 ? minutes * 9 : minutes,
        propina: random() < 0.35 ? null : Math.round(random() * 60),
        entregado: random() > 0.02,
      }),
    );
  }
  return gzipSync(`${lines.join("\n")}\n`, { level: 9 });
}

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "ventas-sucursales.csv"), salesCsv());
writeFileSync(join(folder, "inventario-almacen.xlsx"), await stockXlsx());
writeFileSync(join(folder, "entregas.ndjson.gz"), deliveriesNdjson());
