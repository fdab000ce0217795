import type { Wording } from "../finding-words.ts";

const operators = { product: "×", sum: "+", difference: "−" } as const;
const strength = (r: number) => (r >= 0.8 ? "Muy unidas" : r >= 0.5 ? "Bastante unidas" : "Algo unidas");

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
      `Cuando ${f.column(p.x)} sube, ${f.column(p.y)} suele ${p.direction === "up" ? "subir" : "bajar"} (correlación ${f.strength(p.r)})`,
    description: (p, f) =>
      `${strength(Math.abs(p.r))} en ${f.counted(p.n, "fila", "filas")}: la correlación es 0 si nada las une, y 1 o -1 si una fija a la otra.${p.also.length === 0 ? "" : ` ${f.plural(p.also.length, "Muy unida a alguna de ellas va", "Muy unidas a alguna de ellas van")} también ${f.columns(p.also)}.`} Que se muevan juntas no dice cuál causa a cuál.`,
    action: () => "",
    method: (p) =>
      `${p.method === "pearson" ? "Correlación de Pearson sobre todas las filas" : "Correlación de rangos de Spearman, porque la relación no es una recta"}; la certeza se calcula con rangos, con menos observaciones efectivas si las filas seguidas se parecen, y se ajusta por el número de pruebas.`,
  },
  groups_differ: {
    title: (p, f) =>
      `${f.column(p.value)} cambia según ${f.column(p.category)}: medianas de ${f.number(p.lowMedian)} a ${f.number(p.highMedian)}`,
    description: (p, f) =>
      `La mediana (el valor central) más baja es la de ${f.value(p.low)} y la más alta la de ${f.value(p.high)}, entre ${f.counted(p.groups, "grupo", "grupos")} con cinco filas o más. El ${f.percent(p.explained)} de las diferencias está entre los grupos y el resto dentro de ellos, en ${f.counted(p.n, "fila revisada", "filas revisadas")}.${p.also.length === 0 ? "" : ` También ${f.plural(p.also.length, "cambia", "cambian")} según ${f.column(p.category)}: ${f.columns(p.also)}.`}`,
    action: () => "",
    method: () =>
      "Prueba de Kruskal-Wallis, ajustada por el número de pruebas; lo que está entre los grupos es la parte de la variación de los rangos (ε²). Las medianas son de todos los grupos con al menos cinco filas, en el archivo entero.",
  },
  categories_related: {
    title: (p, f) =>
      `${f.column(p.a)} y ${f.column(p.b)} van ${p.v >= 0.5 ? "muy" : p.v >= 0.3 ? "bastante" : "algo"} unidas`,
    description: (p, f) =>
      `Al conocer una se adivina mejor la otra: en ${f.counted(p.n, "fila", "filas")}, hay combinaciones mucho más frecuentes de lo que daría el azar (fuerza ${f.strength(p.v)}, entre 0 y 1). Que vayan unidas no dice por qué.`,
    action: () => "",
    method: () =>
      "Prueba χ² de independencia, ajustada por el número de pruebas; la fuerza es la V de Cramér corregida por sesgo (Bergsma). Los valores raros se juntan.",
  },
  identity_holds: {
    title: (p, f) => {
      const formula = `${f.column(p.right[0] ?? "")} ${operators[p.operation]} ${f.column(p.right[1] ?? "")}`;
      return p.obeys === p.complete
        ? `${f.column(p.left)} es siempre ${formula}`
        : `${f.column(p.left)} es ${formula} en el ${f.percent(p.share)} de las filas con los tres datos`;
    },
    description: (p, f) =>
      p.obeys === p.complete
        ? `Se cumple en ${f.counted(p.complete, "fila", "filas")}, todas las que tienen las tres: una de las columnas sobra, porque se calcula con las otras.`
        : `Se cumple en ${f.count(p.obeys)} de ${f.counted(p.complete, "fila", "filas")}. En ${f.counted(p.complete - p.obeys, "fila", "filas")} no: puede haber un descuento, un redondeo o un error.`,
    action: (p) => (p.obeys === p.complete ? "" : "Mira las filas que no cumplen."),
    method: () => "Comprobado fila por fila donde las tres tienen valor, con margen de redondeo.",
  },
  column_copied: {
    title: (p, f) =>
      p.obeys === p.complete
        ? `${f.column(p.left)} y ${f.column(p.right)} son iguales${p.lone === 0 ? "" : " donde las dos tienen valor"}`
        : `${f.column(p.left)} repite a ${f.column(p.right)} en el ${f.percent(p.share)} de las filas con las dos`,
    description: (p, f) =>
      `${
        p.obeys === p.complete
          ? `Tienen el mismo valor en ${f.counted(p.complete, "fila", "filas")}, todas las que tienen las dos.`
          : `Difieren en ${f.count(p.complete - p.obeys)} de ${f.counted(p.complete, "fila", "filas")}.`
      }${p.lone === 0 ? "" : ` En ${f.counted(p.lone, "fila", "filas")} solo una de las dos tiene valor.`}`,
    action: (p) =>
      p.obeys === p.complete
        ? p.lone > 0
          ? "Antes de quedarte con una sola, completa en ella lo que solo tiene la otra."
          : "Puedes quedarte con una sola."
        : "Mira en qué filas difieren: puede que una de las dos se haya quedado atrás.",
    method: () => "Comparadas fila por fila donde las dos tienen valor.",
  },
  value_follows: {
    title: (p, f) => `${f.column(p.value)} casi no varía dentro de cada valor de ${f.column(p.category)}`,
    description: (p, f) =>
      `El ${f.percent(p.explained)} de sus diferencias está entre los valores de ${f.column(p.category)}, en ${f.counted(p.n, "fila", "filas")}. Suele ser parte de cómo está hecho el archivo.`,
    action: () => "Busca errores en las filas que se apartan de lo usual en su grupo.",
    method: () =>
      "Prueba de Kruskal-Wallis, ajustada por el número de pruebas; lo que está entre los grupos es la parte de la variación de los rangos (ε²).",
  },
  columns_synonymous: {
    title: (p, f) => `${f.columns(p.columns, 3)} nombran lo mismo`,
    description: (p, f) =>
      `A cada valor de ${f.column(p.columns[0] ?? "")} (${f.count(p.values)} en total) le corresponde uno solo de ${f.columns(p.columns.slice(1))}, y al revés. Lo que se diga aquí de ${f.column(p.columns[0] ?? "")} vale también para ${p.columns.length === 2 ? "la otra" : "las otras"}.`,
    action: () => "",
    method: () =>
      "Se contaron las combinaciones distintas en todas las filas: hay tantas como valores de cada columna.",
  },
  column_determines: {
    title: (p, f) => `A cada valor de ${f.column(p.column)} le corresponde uno solo de ${f.columns(p.determined, 2)}`,
    description: (p, f) =>
      `Se cumple en ${p.values === 1 ? "el único valor" : `los ${f.count(p.values)} valores`} de ${f.column(p.column)}, sin excepción: ${f.plural(p.determined.length, "la otra columna los agrupa", "las otras columnas los agrupan")}.`,
    action: () => "",
    method: () => "Se contaron las combinaciones distintas en todas las filas: hay tantas como valores de la primera.",
  },
  concentrated: {
    title: (p, f) =>
      `${f.count(p.top)} de ${f.counted(p.categories, "valor", "valores")} de ${f.column(p.category)} ${f.plural(p.top, "reúne", "reúnen")} el ${f.percent(p.share)} ${p.value === null ? "de las filas" : `de ${f.column(p.value)}`}`,
    description: (p, f) =>
      `${f.plural(p.top, "Es", "Son")} el ${f.percent(p.topShare)} de los valores.${p.unlabelledRows === 0 ? "" : ` El ${f.percent(p.unlabelledRows)} de las filas no tiene ${f.column(p.category)}${p.unlabelledShare === null ? "" : ` y suma el ${f.percent(p.unlabelledShare)} del total`}.`} El total depende de pocos: lo que les pase se nota en todo, y los demás pesan poco aunque sean muchos.`,
    action: () => "Mira primero los mayores, y mide qué pasaría si falta uno.",
    method: () =>
      "Se suma por categoría y se ordena de mayor a menor; la parte es del total de todas las filas, también las que no tienen categoría. Se dice solo si está más concentrado que al repartir las mismas filas al azar.",
  },
};
