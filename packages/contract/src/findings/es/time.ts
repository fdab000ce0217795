import type { FindingParams, PeriodGrain } from "../finding-params.ts";
import type { Figures } from "../figures.ts";
import type { Wording } from "../finding-words.ts";
import { formOfTrend } from "../trend-words.ts";

const grains: { readonly [G in PeriodGrain]: readonly [one: string, many: string] } = {
  minute: ["minuto", "minutos"],
  hour: ["hora", "horas"],
  day: ["día", "días"],
  week: ["semana", "semanas"],
  month: ["mes", "meses"],
  quarter: ["trimestre", "trimestres"],
  year: ["año", "años"],
};
const feminine: ReadonlySet<PeriodGrain> = new Set<PeriodGrain>(["hour", "week"]);
const each = (grain: PeriodGrain) => `por ${grains[grain][0]}`;
const count = (n: number, grain: PeriodGrain, f: Figures) => f.counted(n, ...grains[grain]);
/** Days take an article, months and years do not. */
const article = (grain: PeriodGrain) => (grain === "year" || grain === "month" ? "" : "el ");
const between = (p: { readonly from: string; readonly to: string; readonly grain: PeriodGrain }, f: Figures) =>
  `entre ${article(p.grain)}${f.period(p.from, p.grain)} y ${article(p.grain)}${f.period(p.to, p.grain)}`;
const fromTo = (from: string, to: string, grain: PeriodGrain, f: Figures) =>
  article(grain) === ""
    ? `de ${f.period(from, grain)} a ${f.period(to, grain)}`
    : `del ${f.period(from, grain)} al ${f.period(to, grain)}`;
/** What a column holds is told to the day, whatever the pace at which it was read. */
const momentGrain = (grain: PeriodGrain, iso: string) =>
  /^\d{4}$/.test(iso) ? "year" : grain === "minute" || grain === "hour" ? grain : "day";
const gap = (p: FindingParams["time_gaps"], f: Figures) =>
  p.missing === 1
    ? f.period(p.from, p.grain)
    : p.from === p.to
      ? `el primero, ${f.period(p.from, p.grain)}`
      : `el hueco mayor va ${fromTo(p.from, p.to, p.grain, f)}`;
const moves = (p: FindingParams["trend_rows"], f: Figures) => {
  const form = formOfTrend(p);
  const verb = p.direction === "up" ? "sube" : "baja";
  switch (form.as) {
    case "percent":
      return `${verb} un ${f.roughPercent(form.change)}`;
    case "times":
      return `se multiplica por ${f.number(Math.round(form.times * 10) / 10)}`;
    case "ends":
      return `${verb} de ${f.number(p.first)} a ${f.number(p.last)}`;
  }
};
const line = (p: FindingParams["trend_rows"], f: Figures) =>
  `La recta que mejor sigue la serie pasa de ${f.number(p.first)} a ${f.number(p.last)} en ${count(p.periods, p.grain, f)}.`;
const moveToo = (p: FindingParams["trend_value"], f: Figures) => {
  const ends = (first: number, last: number) => `(de ${f.number(first)} a ${f.number(last)})`;
  const rows =
    p.rowsFirst === null || p.rowsLast === null
      ? []
      : [`el número de filas ${each(p.grain)} ${ends(p.rowsFirst, p.rowsLast)}`];
  const columns = p.also.map((name, i) => `${f.column(name)} ${ends(Number(p.alsoFirst[i]), Number(p.alsoLast[i]))}`);
  const all = [...rows, ...columns];
  if (all.length === 0) return "";
  const verb = p.direction === "up" ? f.plural(all.length, "sube", "suben") : f.plural(all.length, "baja", "bajan");
  return ` También ${verb} ${f.list(all)}.${rows.length > 0 ? " Con el número de filas suelen moverse las sumas." : ""}`;
};
const trendMethod =
  "Prueba de Mann-Kendall corregida por autocorrelación (Hamed y Rao) y prueba de pendiente robusta a paseos aleatorios (Perron y Yabu): cuenta la peor de las dos, ajustada por el número de pruebas. La recta es de Theil-Sen; los periodos incompletos del principio y del final no entran.";

export const esTime: Wording<
  "time_span" | "time_gaps" | "idle_weekdays" | "trend_rows" | "trend_value" | "weekly_pattern"
> = {
  time_span: {
    title: (p, f) =>
      `${p.outside === 0 ? "Los datos" : "Casi todos los datos"} van ${fromTo(p.from, p.to, momentGrain(p.grain, p.from), f)}, según ${f.column(p.column)}`,
    description: (p, f) =>
      `Hay filas en ${count(p.periods, p.grain, f)}${p.outside === 0 ? "" : `; fuera de ${f.plural(p.periods, "ese periodo", "esos periodos")} ${f.plural(p.outside, "queda", "quedan")} ${f.counted(p.outside, "fila", "filas")}`}. El principio y el final pueden estar incompletos.`,
    action: () => "",
    method: () =>
      "Mínimo y máximo de la columna de tiempo, sin el medio por ciento de cada extremo si unas pocas fechas quedan muy lejos; periodos con al menos una fila.",
  },
  time_gaps: {
    title: (p, f) =>
      `${f.plural(p.missing, "Falta", "Faltan")} ${count(p.missing, p.grain, f)} en ${f.column(p.column)}: ${gap(p, f)}`,
    description: (p, f) =>
      `Casi todos los demás periodos tienen filas; ${f.plural(p.longest, "que falte", "que falten")} ${count(p.longest, p.grain, f)}${f.plural(p.longest, "", feminine.has(p.grain) ? " seguidas" : " seguidos")} difícilmente es casualidad.`,
    action: () => "Averigua si no hubo actividad (feriados, cierre) o si faltan datos por traer.",
    method: () =>
      "Se cuentan los periodos sin filas entre el primero y el último, salvo los días de la semana que nunca tienen.",
  },
  idle_weekdays: {
    title: (p, f) =>
      `No hay filas en ${f.list(p.weekdays.map((d) => f.weekday(Number(d))))}, según ${f.column(p.column)}`,
    description: (p, f) =>
      `Así es en ${p.weeks === 1 ? "la única semana" : `las ${f.count(p.weeks)} semanas`} del archivo. No se ${f.plural(p.weekdays.length, "cuenta como hueco", "cuentan como huecos")}.`,
    action: () => "",
    method: () => "Filas por día de la semana, en todas las semanas.",
  },
  trend_rows: {
    title: (p, f) => `El número de filas ${each(p.grain)} ${moves(p, f)} ${between(p, f)}`,
    description: (p, f) => line(p, f),
    action: () => "",
    method: () => trendMethod,
  },
  trend_value: {
    title: (p, f) =>
      `${p.aggregate === "sum" ? "La suma" : "El promedio"} de ${f.column(p.value)} ${each(p.grain)} ${moves(p, f)} ${between(p, f)}`,
    description: (p, f) => `${line(p, f)}${moveToo(p, f)}`,
    action: () => "",
    method: () => trendMethod,
  },
  weekly_pattern: {
    title: (p, f) => {
      const [high, low] = [f.weekday(p.high), f.weekday(p.low)];
      if (p.value === null) return `Suele haber más filas en ${high} y menos en ${low}`;
      const what = p.aggregate === null ? "" : p.aggregate === "sum" ? "La suma de " : "El promedio de ";
      return `${what}${f.column(p.value)} suele ser mayor en ${high} y menor en ${low}`;
    },
    description: (p, f) => {
      const also = [
        ...(p.alsoRows ? ["el número de filas"] : []),
        ...p.also.map((name) => `la suma de ${f.column(name)}`),
      ];
      const same = `También ${f.list(also)} ${f.plural(also.length, "es mayor", "son mayores")} en ${f.weekday(p.high)}.`;
      return `En un ${f.weekday(p.high)} típico (la mediana) ${p.value === null ? "hay" : "es de"} ${f.number(p.highValue)}; en un ${f.weekday(p.low)}, ${f.number(p.lowValue)}. Medido en ${f.counted(p.weeks, "semana", "semanas")}.${also.length === 0 ? "" : ` ${same}`}`;
    },
    action: () => "Compara cada día con el mismo día de otras semanas, no con el anterior.",
    method: () => "Prueba de Kruskal-Wallis entre días de la semana, después de restar la media móvil de siete días.",
  },
};
