import type { WriteOptions } from "hucre";
import type { Random } from "./random.ts";

const goods = [
  "Tornillo hexagonal",
  "Tuerca",
  "Arandela plana",
  "Bisagra",
  "Cerradura",
  "Llave mixta",
  "Martillo",
  "Cinta métrica",
  "Broca",
  "Taquete",
  "Pintura vinílica",
  "Brocha",
  "Lija",
  "Silicón",
  "Cable calibre 12",
] as const;
const sizes = ['1/4"', '3/8"', '1/2"', "10 mm", "13 mm", "chico", "grande"] as const;
const suppliers = ["Ferretera del Bajío", "Aceros Ñandú", "Importadora Peñafiel", "Grupo Olmeca"] as const;
const shelves = ["A", "B", "C", "D"] as const;

/** A warehouse's stock as somebody keeps it in Excel: title rows, codes as text, notes beside numbers, a second sheet with remarks. */
export function makeStock(random: Random): WriteOptions {
  const title: (string | number | Date | null)[][] = [
    ["Almacén general – Inventario físico"],
    ["Corte al", new Date(Date.UTC(2026, 5, 30))],
    [],
  ];
  const header = [
    "Clave",
    "Descripción",
    "Proveedor",
    "Pasillo",
    "Existencia",
    "Mínimo",
    "Costo unitario",
    "Última entrada",
    "Observaciones",
  ];
  const rows = Array.from({ length: 640 }, (_, index) => item(random, index));
  return {
    sheets: [
      { name: "Notas", rows: [["Revisar con Lupita antes del cierre"]] },
      {
        name: "Inventario",
        rows: [...title, header, ...rows],
        columns: header.map((name) => (name === "Última entrada" ? { numFmt: "dd/mm/yyyy" } : {})),
      },
    ],
  };
}

function item(random: Random, index: number): (string | number | Date | null)[] {
  const code = String(index * 37 + 104).padStart(6, "0");
  const cost = Math.round(Math.exp(3.2 + 0.9 * random.normal()) * 100) / 100;
  const minimum = random.whole(1, 12) * 10;
  const units = random.chance(0.006)
    ? random.whole(9_000, 14_000)
    : Math.max(0, Math.round(minimum * (1.6 + 0.8 * random.normal())));
  return [
    random.chance(0.02) ? `${code}-B` : code,
    `${random.pick(goods)} ${random.pick(sizes)}`,
    random.chance(0.05) ? null : random.pick(suppliers),
    `${random.pick(shelves)}${random.whole(1, 24)}`,
    random.chance(0.01) ? -random.whole(1, 8) : units,
    minimum,
    random.chance(0.03) ? null : cost,
    random.chance(0.06) ? null : new Date(Date.UTC(2025, 8, 1 + random.whole(0, 300))),
    random.chance(0.04) ? random.pick(["dañado", "revisar conteo", "sin etiqueta"]) : null,
  ];
}
