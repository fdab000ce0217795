import type { Random } from "./random.ts";

const channels = ["tienda", "sitio web", "teléfono", "mensajería"] as const;
const praise = [
  "Muy buena atención",
  "Todo llegó a tiempo",
  "Volveré a comprar",
  "Excelente servicio, gracias",
] as const;
const complaints = [
  "Tardó demasiado la entrega",
  "El producto llegó dañado",
  "No contestan el teléfono",
  "Me cobraron de más",
] as const;

/** Answers to a survey of customers as a form exports them: a wrapper around the list, answers missing, ages out of any range. */
export function makeSurvey(random: Random): string {
  const answers = Array.from({ length: 850 }, (_, index) => answer(random, index));
  return `${JSON.stringify({ encuesta: "Satisfacción de clientes", periodo: "2026-T2", respuestas: answers }, null, 1)}\n`;
}

function answer(random: Random, index: number): Readonly<Record<string, unknown>> {
  const channel = random.pick(channels);
  const wait = Math.max(0, Math.round((channel === "teléfono" ? 14 : 6) + 4 * random.normal()));
  const score = Math.min(10, Math.max(0, Math.round(9.4 - wait / 3 + 1.1 * random.normal())));
  const at = new Date(Date.UTC(2026, 3, 1, 8) + Math.floor(random.next() * 91 * 24 * 60) * 60_000);
  const talks = random.chance(0.35);
  return {
    id: index + 1,
    respondida: `${at.toISOString().slice(0, 19)}Z`,
    canal: channel,
    edad: random.chance(0.08) ? null : random.chance(0.006) ? random.pick([0, 199, 250]) : random.whole(18, 79),
    cliente_frecuente: random.chance(0.42),
    minutos_de_espera: wait,
    calificacion: score,
    gasto: random.chance(0.05) ? null : Math.round(Math.exp(5.6 + 0.6 * random.normal() + score / 30) * 100) / 100,
    ...(talks ? { comentario: score >= 7 ? random.pick(praise) : random.pick(complaints) } : {}),
    temas: score >= 7 ? ["servicio"] : random.chance(0.5) ? ["entrega", "precio"] : ["entrega"],
  };
}
