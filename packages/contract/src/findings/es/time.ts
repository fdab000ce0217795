import type { FindingParams, PeriodGrain } from "../finding-params.ts";
import type { Figures } from "../figures.ts";
import type { Wording } from "../finding-words.ts";

const grains: { readonly [G in PeriodGrain]: readonly [one: string, many: string, each: string] } = {
  minute: ["minuto", "minutos", "por minuto"],
  hour: ["hora", "horas", "por hora"],
  day: ["día", "días", "por día"],
  week: ["semana", "semanas", "por semana"],
  month: ["mes", "meses", "por mes"],
  quarter: ["trimestre", "trimestres", "por trimestre"],
  year: ["año", "años", "por año"],
};
const feminine: ReadonlySet<PeriodGrain> = new Set<PeriodGrain>(["hour", "week"]);
const count = (n: number, grain: PeriodGrain, f: Figures) => `${f.count(n)} ${grains[grain][n === 1 ? 0 : 1]}`;
const when = (iso: string, f: Figures) => (/^\d{4}$/.test(iso) ? iso : f.date(iso));
const between = (from: string, to: string, f: Figures) =>
  /^\d{4}$/.test(from) ? `de ${from} a ${to}` : `del ${f.date(from)} al ${f.date(to)}`;
const gap = (p: FindingParams["time_gaps"], f: Figures) => {
  const at = (iso: string) => (p.grain === "year" ? iso.slice(0, 4) : f.date(iso));
  if (p.missing === 1) return at(p.from);
  return `el hueco mayor va ${p.grain === "year" ? "de" : "del"} ${at(p.from)} ${p.grain === "year" ? "a" : "al"} ${at(p.to)}`;
};
const trendMethod =
  "Prueba de Mann-Kendall corregida por autocorrelación (Hamed y Rao) y prueba de pendiente robusta a paseos aleatorios (Perron y Yabu): cuenta la peor de las dos, ajustada por el número de pruebas. La recta es de Theil-Sen; los periodos incompletos del principio y del final no entran.";

export const esTime: Wording<
  "time_span" | "time_gaps" | "idle_weekdays" | "trend_rows" | "trend_value" | "weekly_pattern"
> = {
  time_span: {
    title: (p, f) => `Los datos van ${between(p.from, p.to, f)}, según «${p.column}»`,
    description: (p, f) =>
      `Hay filas en ${count(p.periods, p.grain, f)}. El primer periodo y el último pueden estar incompletos.`,
    action: () => "",
    method: () => "Mínimo y máximo de la columna de tiempo; periodos con al menos una fila.",
  },
  time_gaps: {
    title: (p, f) =>
      `${p.missing === 1 ? "Falta" : "Faltan"} ${count(p.missing, p.grain, f)} en «${p.column}»: ${gap(p, f)}`,
    description: (p, f) =>
      `Los demás periodos casi siempre tienen filas; ${feminine.has(p.grain) ? "una racha" : "un tramo"} de ${count(p.longest, p.grain, f)} sin ninguna difícilmente es casualidad.`,
    action: () => "Averigua si no hubo actividad (feriados, cierre) o si faltan datos por traer.",
    method: () =>
      "Se cuentan los periodos sin filas entre el primero y el último, salvo los días de la semana que nunca tienen.",
  },
  idle_weekdays: {
    title: (p, f) => `Nunca hay filas en ${f.list(p.weekdays.map((d) => f.weekday(Number(d))))}, según «${p.column}»`,
    description: (p, f) => `Así es en las ${f.count(p.weeks)} semanas del archivo. No se cuentan como huecos.`,
    action: () => "",
    method: () => "Filas por día de la semana, en todas las semanas.",
  },
  trend_rows: {
    title: (p, f) =>
      `El número de filas ${grains[p.grain][2]} ${p.direction === "up" ? "sube" : "baja"}${p.change === null ? "" : ` un ${f.percent(Math.abs(p.change))}`} entre ${when(p.from, f)} y ${when(p.to, f)}`,
    description: (p, f) =>
      `La recta pasa de ${f.number(p.first)} a ${f.number(p.last)} filas ${grains[p.grain][2]}, en ${count(p.periods, p.grain, f)}.`,
    action: () => "",
    method: () => trendMethod,
  },
  trend_value: {
    title: (p, f) =>
      `${p.aggregate === "sum" ? "La suma" : "La media"} de «${p.value}» ${grains[p.grain][2]} ${p.direction === "up" ? "sube" : "baja"}${p.change === null ? "" : ` un ${f.percent(Math.abs(p.change))}`} entre ${when(p.from, f)} y ${when(p.to, f)}`,
    description: (p, f) =>
      `La recta pasa de ${f.number(p.first)} a ${f.number(p.last)}, en ${count(p.periods, p.grain, f)}.`,
    action: () => "",
    method: () => trendMethod,
  },
  weekly_pattern: {
    title: (p, f) =>
      p.value === null
        ? `Hay más filas en ${f.weekday(p.high)} y menos en ${f.weekday(p.low)}, semana tras semana`
        : `«${p.value}» es mayor en ${f.weekday(p.high)} y menor en ${f.weekday(p.low)}, semana tras semana`,
    description: (p, f) =>
      `Mediana por día: ${f.number(p.highValue)} en ${f.weekday(p.high)} y ${f.number(p.lowValue)} en ${f.weekday(p.low)}, en ${f.count(p.weeks)} semanas.`,
    action: () => "Compara cada día con el mismo día de otras semanas, no con el anterior.",
    method: () => "Prueba de Kruskal-Wallis entre días de la semana, después de restar la media móvil de siete días.",
  },
};
