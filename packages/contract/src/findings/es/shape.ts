import type { Wording } from "../finding-words.ts";

export const esShape: Wording<"heavy_tail" | "outliers" | "dominant_value" | "few_negatives" | "many_zeros"> = {
  heavy_tail: {
    title: (p, f) =>
      `En «${p.column}» pocos valores muy grandes pesan mucho: la media (${f.number(p.mean)}) es ${f.number(p.ratio)} veces la mediana (${f.number(p.median)})`,
    description: (p, f) =>
      `La mitad de los valores no pasa de ${f.number(p.median)}, pero el 1 % más alto supera ${f.number(p.high)}. La media no describe un caso típico.`,
    action: () => "Para hablar de lo típico usa la mediana; mira los valores grandes por separado.",
    method: () => "Se comparan la media y los cuantiles de todas las filas con valor.",
  },
  outliers: {
    title: (p, f) =>
      p.count === 1
        ? `«${p.column}» tiene 1 valor muy fuera de lo común: ${f.number(p.extreme)}`
        : `«${p.column}» tiene ${f.count(p.count)} valores muy fuera de lo común; el más lejano es ${f.number(p.extreme)}`,
    description: (p, f) =>
      `Lo habitual está entre ${f.number(p.low)} y ${f.number(p.high)}, con mediana ${f.number(p.median)}. Los que quedan fuera son el ${f.percent(p.share)} de los valores y pueden mover sumas y medias.`,
    action: () => "Revisa esas filas: ¿error de captura, otra unidad o un caso real?",
    method: () =>
      "Límites robustos: la mediana más y menos seis veces la dispersión de cada lado, medida con cuantiles para que los extremos no la inflen; en escala logarítmica si los datos son positivos y asimétricos.",
  },
  dominant_value: {
    title: (p, f) =>
      `El ${f.percent(p.share)} de «${p.column}» es un solo valor: «${p.value}» (${f.count(p.count)} de ${f.count(p.present)})`,
    description: () =>
      "Cualquier promedio o cruce por esta columna habla sobre todo de ese valor; los demás casos son pocos.",
    action: () => "",
    method: () => "Contado en todas las filas con valor.",
  },
  few_negatives: {
    title: (p, f) =>
      p.count === 1
        ? `«${p.column}» tiene 1 valor negativo (${f.number(p.min)}) entre positivos`
        : `«${p.column}» tiene ${f.count(p.count)} valores negativos (${f.percent(p.share)}) entre positivos; el menor es ${f.number(p.min)}`,
    description: () =>
      "Casi todos los demás son positivos: los negativos suelen ser devoluciones, cancelaciones o ajustes, y restan en los totales.",
    action: () => "Decide si las sumas deben incluirlos, y cuéntalos aparte.",
    method: () => "Contado en todas las filas con valor.",
  },
  many_zeros: {
    title: (p, f) => `El ${f.percent(p.share)} de «${p.column}» es cero (${f.count(p.count)} de ${f.count(p.present)})`,
    description: () =>
      "Tantos ceros pueden ser un hecho o una manera de escribir «sin dato»: en el segundo caso bajan la media.",
    action: () => "Aclara qué significa el cero aquí antes de promediar.",
    method: () => "Contado en todas las filas con valor.",
  },
};
