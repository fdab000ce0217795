import type { Wording } from "../finding-words.ts";

const operators = { product: "×", sum: "+", difference: "−" } as const;
const strength = (r: number) => (r >= 0.8 ? "muy" : r >= 0.5 ? "bastante" : "algo");

export const esRelation: Wording<
  | "numbers_related"
  | "groups_differ"
  | "categories_related"
  | "identity_holds"
  | "column_copied"
  | "value_follows"
  | "columns_synonymous"
  | "column_determines"
  | "concentrated"
> = {
  numbers_related: {
    title: (p, f) =>
      `Cuando «${p.x}» sube, «${p.y}» ${p.direction === "up" ? "sube" : "baja"} (correlación ${f.number(p.r)})`,
    description: (p, f) =>
      `Van ${strength(Math.abs(p.r))} unidas en ${f.count(p.n)} filas. ${p.also.length > 0 ? `Con ellas se mueven también ${f.list(p.also.map((c) => `«${c}»`))}. ` : ""}Que se muevan juntas no dice cuál causa a cuál.`,
    action: () => "",
    method: (p) =>
      `${p.method === "pearson" ? "Correlación de Pearson sobre todas las filas" : "Correlación de rangos de Spearman, porque la relación no es una recta"}; la certeza se calcula con rangos, con menos observaciones efectivas si las filas seguidas se parecen, y se ajusta por el número de pruebas.`,
  },
  groups_differ: {
    title: (p, f) =>
      `«${p.value}» cambia según «${p.category}»: la mediana va de ${f.number(p.lowMedian)} («${p.low}») a ${f.number(p.highMedian)} («${p.high}»)`,
    description: (p, f) =>
      `«${p.category}» explica el ${f.percent(p.explained)} de las diferencias de «${p.value}» entre ${f.count(p.n)} filas y ${f.count(p.groups)} grupos.`,
    action: () => "",
    method: () =>
      "Prueba de Kruskal-Wallis, ajustada por el número de pruebas; lo explicado es la parte de la variación de los rangos que está entre los grupos (ε²).",
  },
  categories_related: {
    title: (p) => `«${p.a}» y «${p.b}» van ${p.v >= 0.5 ? "muy" : p.v >= 0.3 ? "bastante" : "algo"} unidas`,
    description: (p, f) =>
      `Al conocer una se adivina mejor la otra: en ${f.count(p.n)} filas hay combinaciones mucho más frecuentes de lo que daría el azar (fuerza ${f.number(p.v)} de 1).`,
    action: () => "",
    method: () =>
      "Prueba χ² de independencia, ajustada por el número de pruebas; V de Cramér corregida por sesgo (Bergsma). Los valores raros se juntan.",
  },
  identity_holds: {
    title: (p, f) =>
      `«${p.left}» = «${p.right[0] ?? ""}» ${operators[p.operation]} «${p.right[1] ?? ""}» en el ${f.percent(p.share)} de las filas (${f.count(p.obeys)} de ${f.count(p.complete)})`,
    description: (p, f) =>
      p.obeys === p.complete
        ? "Se cumple siempre: la columna se calcula de las otras dos."
        : `En ${f.count(p.complete - p.obeys)} filas no se cumple: ahí hay un descuento, un redondeo o un error.`,
    action: (p) => (p.obeys === p.complete ? "" : "Mira las filas que no cumplen."),
    method: () => "Comprobado fila por fila donde las tres tienen valor, con margen de redondeo.",
  },
  column_copied: {
    title: (p, f) =>
      p.obeys === p.complete
        ? `«${p.left}» es una copia de «${p.right}»`
        : `«${p.left}» repite a «${p.right}» en el ${f.percent(p.share)} de las filas`,
    description: (p, f) =>
      p.obeys === p.complete
        ? `Son iguales en las ${f.count(p.complete)} filas que tienen las dos.`
        : `Difieren en ${f.count(p.complete - p.obeys)} de ${f.count(p.complete)} filas.`,
    action: (p) =>
      p.obeys === p.complete
        ? "Puedes quedarte con una sola."
        : "Mira en qué filas difieren: ahí una de las dos se quedó atrás.",
    method: () => "Comparadas fila por fila donde las dos tienen valor.",
  },
  value_follows: {
    title: (p) => `«${p.value}» depende casi solo de «${p.category}»`,
    description: (p, f) =>
      `«${p.category}» explica el ${f.percent(p.explained)} de las diferencias de «${p.value}» entre ${f.count(p.n)} filas. Es parte de cómo está hecho el archivo.`,
    action: () => "Busca errores en las filas que se apartan de lo usual en su grupo.",
    method: () =>
      "Prueba de Kruskal-Wallis, ajustada por el número de pruebas; lo explicado es la parte de la variación de los rangos que está entre los grupos (ε²).",
  },
  columns_synonymous: {
    title: (p, f) => `${f.list(p.columns.map((c) => `«${c}»`))} nombran lo mismo`,
    description: (p, f) =>
      `A cada uno de los ${f.count(p.values)} valores de «${p.columns[0] ?? ""}» le corresponde uno solo de ${f.list(p.columns.slice(1).map((c) => `«${c}»`))}, y al revés. Lo que se diga aquí de «${p.columns[0] ?? ""}» vale también para ${p.columns.length === 2 ? "la otra" : "las otras"}.`,
    action: () => "",
    method: () =>
      "Se contaron las combinaciones distintas en todas las filas: hay tantas como valores de cada columna.",
  },
  column_determines: {
    title: (p, f) => `Cada valor de «${p.column}» tiene uno solo de ${f.list(p.determined.map((c) => `«${c}»`))}`,
    description: (p, f) =>
      `Se cumple en los ${f.count(p.values)} valores de «${p.column}», sin excepción: ${p.determined.length === 1 ? "la otra columna los agrupa" : "las otras columnas los agrupan"}.`,
    action: () => "",
    method: () => "Se contaron las combinaciones distintas en todas las filas: hay tantas como valores de la primera.",
  },
  concentrated: {
    title: (p, f) =>
      `El ${f.percent(p.topShare)} de los valores de «${p.category}» (${f.count(p.top)} de ${f.count(p.categories)}) reúne el ${f.percent(p.share)} ${p.value === null ? "de las filas" : `de «${p.value}»`}`,
    description: () =>
      "El total depende de pocos: lo que les pase a ellos se nota en todo, y los demás pesan poco aunque sean muchos.",
    action: () => "Atiende primero a los mayores, y mide el riesgo de perder uno.",
    method: () =>
      "Se suma por categoría y se ordena de mayor a menor. Se dice solo si está más concentrado que al repartir las mismas filas al azar.",
  },
};
