import type { Format } from "../format.ts";

export function chartWords(f: Format) {
  return {
    chart: "Gráfica",
    table: "Tabla",
    view: "Ver como",
    menu: "Descargar gráfica",
    png: "Descargar PNG",
    svg: "Descargar SVG",
    csv: "Descargar CSV",
    keys: "Usa las flechas para leer cada valor.",
    others: (count: number) => `otros (${f.number(count)})`,
    offScale: (figure: string) => `${figure} (fuera de escala)`,
    rows: "Filas",
    from: "Desde",
    to: "Hasta",
    fit: "Tendencia",
    bandLow: "Intervalo, desde",
    bandHigh: "Intervalo, hasta",
    band: "Intervalo",
    sampled: "Muestra de las filas",
    gap: "sin dato",
    partial: "puede estar incompleto",
    partialMark: "punto hueco: puede estar incompleto",
    beyond: (count: number, farthest: string) =>
      count === 1 ? farthest : `${f.number(count)} filas, hasta ${farthest}`,
    median: "Mediana",
    low: "Límite inferior",
    high: "Límite superior",
    q1: "Primer cuartil",
    q3: "Tercer cuartil",
    count: "Filas",
    ofTotal: (value: string, total: string) => `${value} de ${total}`,
    loading: "Preparando la gráfica…",
  };
}
