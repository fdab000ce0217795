import type { Wording } from "../finding-words.ts";
import { blankMark, hasUnseenBlanks } from "../show-blanks.ts";

const shapes = { number: "números", date: "fechas", text: "texto" } as const;
const counted = "Contado en todas las filas que se pudieron leer.";
/** Examples stand whole, so that the sign in which they differ is seen. */
const example = 80;

export const esQuality: Wording<
  | "rejected_rows"
  | "missing_column"
  | "missing_together"
  | "missing_widely"
  | "empty_columns"
  | "constant_columns"
  | "duplicate_rows"
  | "mixed_column"
  | "code_affix"
  | "key_column"
  | "key_pair"
  | "almost_key"
  | "category_variants"
  | "padded_text"
  | "placeholder_values"
  | "future_dates"
  | "remote_dates"
> = {
  rejected_rows: {
    title: (p, f) =>
      `${f.counted(p.rejected, "fila", "filas")} no se ${f.plural(p.rejected, "pudo", "pudieron")} leer (${f.percent(p.share)} del archivo)`,
    description: (p, f) =>
      `${f.plural(p.rows, "Se leyó", "Se leyeron")} ${f.counted(p.rows, "fila", "filas")}. ${f.plural(p.rejected, "La rechazada se anotó con su línea y el motivo; no entra en ninguna otra cifra.", "Las rechazadas se anotaron con su línea y el motivo; no entran en ninguna otra cifra.")}`,
    action: () => "Revisa las filas rechazadas, corrígelas en el archivo y vuelve a leerlo.",
    method: () =>
      "Se cuenta cada fila que contradice la estructura del archivo o el tipo de una columna; se muestran las primeras, con su línea y el motivo.",
  },
  missing_column: {
    title: (p, f) =>
      `A la columna ${f.column(p.column)} le falta el ${f.percent(p.share)} de los valores (${f.count(p.missing)} de ${f.count(p.rows)})`,
    description: (p, f) =>
      p.share > 0.5
        ? `Falta más de lo que hay: lo que se calcule con ${f.column(p.column)} habla solo de una parte de las filas.`
        : `Las cuentas que usan ${f.column(p.column)} dejan fuera ${f.plural(p.missing, "esa fila", "esas filas")}.`,
    action: (p, f) =>
      `Averigua si la falta de ${f.column(p.column)} significa algo (por ejemplo, «no aplica») o si el dato se perdió en el origen.`,
    method: () => `${counted} Las celdas vacías cuentan como faltantes.`,
  },
  missing_together: {
    title: (p, f) =>
      `En ${f.counted(p.missing, "fila", "filas")} (${f.percent(p.share)}) faltan a la vez ${f.columns(p.columns, 3)}`,
    description: (p, f) =>
      p.columns.length > 3
        ? `Son ${f.columns(p.columns)}. Cuando falta una, casi siempre faltan las demás: parece una misma causa, no descuidos sueltos.`
        : "Cuando falta una, casi siempre faltan las demás: parece una misma causa, no descuidos sueltos.",
    action: () => "Busca qué tienen en común esas filas: otro origen, otra fecha u otro tipo de registro.",
    method: () => `${counted} Se compararon las combinaciones de columnas vacías de cada fila.`,
  },
  missing_widely: {
    title: (p, f) =>
      `Falta el ${f.percent(p.share)} de las celdas (${f.count(p.cells)} de ${f.count(p.total)}); hay huecos en ${f.counted(p.columns.length, "columna", "columnas")}`,
    description: (p, f) =>
      `${f.plural(p.columns.length, "La que tiene huecos es", "Las que más huecos tienen son")} ${f.columns(p.columns.slice(0, 3))}.`,
    action: () => "Decide qué columnas necesitas y completa primero esas.",
    method: () => `${counted} Las celdas vacías cuentan como faltantes.`,
  },
  empty_columns: {
    title: (p, f) =>
      p.columns.length === 1
        ? `La columna ${f.columns(p.columns)} está vacía`
        : `${f.counted(p.columns.length, "columna está vacía", "columnas están vacías")}: ${f.columns(p.columns, 3)}`,
    description: (p, f) =>
      p.rows === 1 ? "No hay ningún valor en la única fila." : `No hay ningún valor en las ${f.count(p.rows)} filas.`,
    action: (p, f) =>
      f.plural(
        p.columns.length,
        "Quítala, o revisa si se perdió al exportar.",
        "Quítalas, o revisa si se perdieron al exportar.",
      ),
    method: () => counted,
  },
  constant_columns: {
    title: (p, f) =>
      p.columns.length === 1
        ? `La columna ${f.columns(p.columns)} tiene ${p.gaps.length === 0 ? "siempre el mismo" : "un solo"} valor: ${f.value(p.values[0] ?? "")}`
        : `${f.counted(p.columns.length, "columna tiene", "columnas tienen")} ${p.gaps.length === 0 ? "siempre el mismo" : "un solo"} valor: ${f.columns(p.columns, 3)}`,
    description: (p, f) =>
      p.gaps.length > 0
        ? `Además de ese valor hay celdas vacías en ${f.columns(p.gaps)}: mira si la falta quiere decir algo.`
        : f.plural(
            p.columns.length,
            "No distingue una fila de otra: puedes leer el archivo sin ella.",
            "No distinguen una fila de otra: puedes leer el archivo sin ellas.",
          ),
    action: () => "",
    method: () => `${counted} El mínimo y el máximo de lo que hay son iguales.`,
  },
  duplicate_rows: {
    title: (p, f) =>
      `Hay ${f.counted(p.extra, "fila repetida exacta", "filas repetidas exactas")} (${f.percent(p.share)} del archivo)`,
    description: (p, f) =>
      `${f.counted(p.groups, "fila aparece", "filas distintas aparecen")} más de una vez con todos sus valores iguales. Si es un error, los totales están inflados.`,
    action: () => "Comprueba si son registros reales que coinciden o una carga hecha dos veces, y quita los de más.",
    method: () =>
      "Se agruparon las filas iguales en todas sus columnas; se cuentan las que sobran después de la primera de cada grupo.",
  },
  mixed_column: {
    title: (p, f) =>
      `La columna ${f.column(p.column)} mezcla ${shapes[p.majority]} y ${shapes[p.minority]}: ${f.percent(p.share)} ${p.minority === "text" ? "es" : "son"} ${shapes[p.minority]}`,
    description: (p, f) =>
      `${f.count(p.count)} de ${f.counted(p.present, "valor", "valores")}; por ejemplo: ${f.list(p.examples.map((v) => f.value(v)))}. Mientras sea así, la columna se trata como texto${p.majority === "text" ? "" : `: no se puede ${p.majority === "date" ? "ordenar como fechas" : "sumar ni ordenar como números"}`}.`,
    action: (p) =>
      p.majority === "text"
        ? "Si es un código, consérvala como texto; si no, separa los dos usos en dos columnas."
        : `Corrige los valores que no son ${shapes[p.majority]} o separa los dos usos en dos columnas.`,
    method: () =>
      "Cada texto se clasifica como número, fecha o texto según cómo está escrito; se cuentan todas las filas.",
  },
  code_affix: {
    title: (p, f) =>
      `${f.counted(p.count, "valor", "valores")} de ${f.column(p.column)} (${f.percent(p.share)}) ${p.end === "start" ? f.plural(p.count, "empieza con", "empiezan con") : f.plural(p.count, "termina en", "terminan en")} ${f.value(p.affix)}`,
    description: (p, f) =>
      `Los demás códigos no llevan esa marca. Por ejemplo: ${f.list(p.examples.map((v) => f.value(v)))}. Una marca así suele distinguir otra clase de registro, como devoluciones, cancelaciones o variantes.`,
    action: (p, f) => `Averigua qué significa ${f.value(p.affix)} y decide si esas filas cuentan en los totales.`,
    method: () => `${counted} La marca está en todos los códigos que no se escriben solo con cifras.`,
  },
  key_column: {
    title: (p, f) => `La columna ${f.column(p.column)} identifica cada fila: no se repite ni falta`,
    description: (p, f) =>
      `${p.rows === 1 ? "" : `Sus ${f.count(p.rows)} valores son todos distintos. `}Sirve para cruzar este archivo con otros y para actualizarlo sin duplicar.`,
    action: () => "",
    method: () => "Se contaron sus valores distintos, uno por uno, en todas las filas.",
  },
  key_pair: {
    title: (p, f) => `${f.column(p.first)} y ${f.column(p.second)} juntas identifican cada fila`,
    description: (p, f) =>
      `Ninguna columna sola lo hace${p.rows === 1 ? "" : `, pero las ${f.count(p.rows)} combinaciones de estas dos son distintas`}.`,
    action: () => "",
    method: () => "Se contaron las combinaciones distintas en todas las filas, sin valores faltantes.",
  },
  almost_key: {
    title: (p, f) =>
      `${f.column(p.column)} parece un identificador, pero ${f.counted(p.groups, "valor se repite", "valores se repiten")}`,
    description: (p, f) =>
      `${f.counted(p.extra, "fila", "filas")} (${f.percent(p.share)}) ${f.plural(p.extra, "lleva", "llevan")} un valor que ya apareció: al cruzar con otra tabla por ${f.column(p.column)} saldrían filas de más.`,
    action: () => "Mira las filas repetidas y decide cuál vale.",
    method: () =>
      "Se agruparon las filas por el valor de la columna; se cuentan las que sobran después de la primera de cada grupo.",
  },
  category_variants: {
    title: (p, f) =>
      p.groups === 1
        ? `En ${f.column(p.column)} un mismo valor está escrito de varias maneras`
        : `En ${f.column(p.column)}, ${f.counted(p.groups, "valor está escrito", "valores están escritos")} de varias maneras`,
    description: (p, f) =>
      `Solo cambian mayúsculas o espacios: ${f.list(p.examples.map((v) => f.value(v, example)))}${hasUnseenBlanks(p.examples) ? ` (${blankMark} es un espacio)` : ""}. ${f.counted(p.rows, "fila usa", "filas usan")} una escritura que no es la más común de su valor, y al agrupar ${f.plural(p.rows, "sale separada", "salen separadas")}.`,
    action: () => "Unifica la escritura antes de agrupar.",
    method: () => "Se compararon los textos sin espacios de más y en minúsculas.",
  },
  padded_text: {
    title: (p, f) =>
      `En ${f.column(p.column)}, ${f.counted(p.count, "valor", "valores")} (${f.percent(p.share)}) ${f.plural(p.count, "lleva", "llevan")} espacios al principio o al final`,
    description: (p, f) =>
      f.plural(
        p.count,
        "No se ven, pero impiden que un cruce o un filtro encuentre ese valor.",
        "No se ven, pero impiden que un cruce o un filtro encuentre esos valores.",
      ),
    action: () => "Quita los espacios sobrantes antes de cruzar con otras tablas.",
    method: () => "Contado en todas las filas: el texto cambia al recortarlo.",
  },
  placeholder_values: {
    title: (p, f) =>
      `${f.counted(p.count, "valor", "valores")} de ${f.column(p.column)} (${f.percent(p.share)}) ${f.plural(p.count, "parece", "parecen")} decir «sin dato»: ${f.list(
        p.values.map((v) => f.value(v)),
        3,
      )}`,
    description: () =>
      "Suelen ser ausencias escritas como si fueran valores: al agrupar cuentan como una categoría más.",
    action: () => "Si lo son, trátalas como celdas vacías.",
    method: () => "Se comparó cada texto con una lista de maneras usuales de escribir «sin dato».",
  },
  future_dates: {
    title: (p, f) =>
      `${f.column(p.column)} tiene ${f.counted(p.count, "fecha futura", "fechas futuras")}${p.count === 1 ? ":" : ", hasta el"} ${f.date(p.latest)}`,
    description: (p, f) =>
      `El archivo se leyó el ${f.date(p.today)}. Si la columna cuenta lo que ya pasó, parecen errores; si es un plan o un vencimiento, es normal.`,
    action: () => "Revisa esas filas, sobre todo si día y mes pudieron cambiarse de lugar.",
    method: () => "Contado en todas las filas: fechas posteriores al día de la lectura.",
  },
  remote_dates: {
    title: (p, f) =>
      `${f.column(p.column)} tiene ${f.counted(p.count, "fecha anterior", "fechas anteriores")} a 1905${p.count === 1 ? ":" : ", desde el"} ${f.date(p.earliest)}`,
    description: () =>
      "Están lejos de las demás: muchas veces son fechas vacías que un programa escribió como su día cero.",
    action: () => "Si lo son, trátalas como vacías.",
    method: () => "Contado en todas las filas: fechas anteriores al 1 de enero de 1905.",
  },
};
