import type { Wording } from "../finding-words.ts";

export const esShape: Wording<"heavy_tail" | "outliers" | "dominant_value" | "few_negatives" | "many_zeros"> = {
  heavy_tail: {
    title: (p, f) =>
      `El promedio de ${f.column(p.column)} es ${f.number(p.ratio)} veces su mediana: unos pocos valores grandes lo elevan`,
    description: (p, f) =>
      `El promedio es ${f.number(p.mean)}; la mediana, ${f.number(p.median)}: la mitad de los valores no la pasa. El 1 % más alto es de ${f.number(p.high)} o más.${p.also.length === 0 ? "" : ` Lo mismo ocurre en ${f.columns(p.also)}.`}`,
    action: () => "Para hablar de un caso típico usa la mediana; mira los valores grandes por separado.",
    method: () => "Se comparan el promedio y los cuantiles de todas las filas con valor.",
  },
  outliers: {
    title: (p, f) =>
      p.count === 1
        ? `${f.column(p.column)} tiene 1 valor muy fuera de lo común: ${f.number(p.extreme)}`
        : `${f.column(p.column)} tiene ${f.counted(p.count, "valor", "valores")} muy fuera de lo común; el más lejano es ${f.number(p.extreme)}`,
    description: (p, f) =>
      `${p.q1 === null || p.q3 === null ? "" : `La mitad central de los valores va de ${f.number(p.q1)} a ${f.number(p.q3)}. `}La mediana es ${f.number(p.median)}. Fuera de ${f.number(p.low)} a ${f.number(p.high)} solo queda el ${f.percent(p.share)} de los valores, que puede mover sumas y promedios.`,
    action: (p, f) =>
      `Revisa ${f.plural(p.count, "esa fila", "esas filas")}: ¿error de captura, otra unidad o un caso real?`,
    method: () =>
      "Límites robustos: la mediana más y menos seis veces la dispersión de cada lado, medida con cuantiles para que los extremos no la inflen; en escala logarítmica si los datos son positivos y asimétricos.",
  },
  dominant_value: {
    title: (p, f) =>
      `El ${f.percent(p.share)} de ${f.column(p.column)} es un solo valor: ${f.value(p.value)} (${f.count(p.count)} de ${f.count(p.present)})`,
    description: () =>
      "Cualquier promedio o cruce por esta columna habla sobre todo de ese valor; los demás casos son pocos.",
    action: () => "",
    method: () => "Contado en todas las filas con valor.",
  },
  few_negatives: {
    title: (p, f) =>
      p.count === 1
        ? `${f.column(p.column)} tiene 1 valor negativo: ${f.number(p.min)}`
        : `${f.column(p.column)} tiene ${f.counted(p.count, "valor negativo", "valores negativos")} (${f.percent(p.share)}); el menor es ${f.number(p.min)}`,
    description: () =>
      "Son la excepción en esta columna: suelen ser devoluciones, cancelaciones o ajustes, y restan en los totales.",
    action: () => "Decide si las sumas deben incluirlos, y cuéntalos aparte.",
    method: () => "Contado en todas las filas con valor.",
  },
  many_zeros: {
    title: (p, f) =>
      `El ${f.percent(p.share)} de los valores de ${f.column(p.column)} es cero (${f.count(p.count)} de ${f.count(p.present)})`,
    description: () =>
      "Tantos ceros pueden ser un hecho o una manera de escribir «sin dato»; en el segundo caso falsean el promedio.",
    action: () => "Aclara qué significa el cero aquí antes de promediar.",
    method: () => "Contado en todas las filas con valor.",
  },
};
