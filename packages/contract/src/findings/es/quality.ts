import type { Wording } from "../finding-words.ts";

const shapes = { number: "números", date: "fechas", text: "texto" } as const;
const counted = "Contado en todas las filas que se pudieron leer.";

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
      p.rejected === 1
        ? "1 fila no se pudo leer"
        : `${f.count(p.rejected)} filas no se pudieron leer (${f.percent(p.share)} del archivo)`,
    description: (p, f) =>
      `Se leyeron ${f.count(p.rows)} filas. Las rechazadas se guardaron aparte con su número de línea y el motivo; ninguna cifra de esta página las incluye.`,
    action: () => "Revisa las filas rechazadas, corrígelas en el archivo y vuelve a subirlo.",
    method: () =>
      "Se cuenta cada fila que contradice la estructura del archivo o el tipo de una columna; se muestran las primeras, con su línea y el motivo.",
  },
  missing_column: {
    title: (p, f) =>
      `A la columna «${p.column}» le falta el ${f.percent(p.share)} de los valores (${f.count(p.missing)} de ${f.count(p.rows)})`,
    description: (p) =>
      p.share > 0.5
        ? `Falta más de lo que hay: lo que se calcule con «${p.column}» habla solo de una parte de las filas.`
        : `Los totales y cruces por «${p.column}» dejan fuera esas filas.`,
    action: (p) =>
      `Averigua si la falta de «${p.column}» significa algo (por ejemplo, «no aplica») o si el dato se perdió en el origen.`,
    method: () => `${counted} Las celdas vacías cuentan como faltantes.`,
  },
  missing_together: {
    title: (p, f) =>
      `En ${f.count(p.missing)} filas (${f.percent(p.share)}) faltan a la vez ${f.list(p.columns.map((c) => `«${c}»`))}`,
    description: () => "Cuando falta una, faltan las demás: parece una misma causa, no descuidos sueltos.",
    action: () => "Busca qué tienen en común esas filas: otro origen, otra fecha u otro tipo de registro.",
    method: () => `${counted} Se compararon las combinaciones de columnas vacías de cada fila.`,
  },
  missing_widely: {
    title: (p, f) =>
      `Falta el ${f.percent(p.share)} de las celdas, en ${f.count(p.columns.length)} columnas (${f.count(p.cells)} de ${f.count(p.total)})`,
    description: (p, f) => `Las que más huecos tienen son ${f.list(p.columns.slice(0, 3).map((c) => `«${c}»`))}.`,
    action: () => "Decide qué columnas necesitas y completa primero esas.",
    method: () => `${counted} Las celdas vacías cuentan como faltantes.`,
  },
  empty_columns: {
    title: (p, f) =>
      p.columns.length === 1
        ? `La columna «${p.columns[0] ?? ""}» está vacía`
        : `${f.count(p.columns.length)} columnas están vacías: ${f.list(p.columns.map((c) => `«${c}»`))}`,
    description: (p, f) => `No hay ningún valor en ${f.count(p.rows)} filas.`,
    action: () => "Quítalas, o revisa si se perdieron al exportar.",
    method: () => counted,
  },
  constant_columns: {
    title: (p, f) =>
      p.columns.length === 1
        ? `La columna «${p.columns[0] ?? ""}» tiene siempre el mismo valor: «${p.values[0] ?? ""}»`
        : `${f.count(p.columns.length)} columnas tienen siempre el mismo valor: ${f.list(p.columns.map((c) => `«${c}»`))}`,
    description: () => "No distinguen una fila de otra: puedes leer el archivo sin ellas.",
    action: () => "",
    method: () => `${counted} El mínimo y el máximo son iguales.`,
  },
  duplicate_rows: {
    title: (p, f) =>
      p.extra === 1
        ? "Hay 1 fila repetida exacta"
        : `Hay ${f.count(p.extra)} filas repetidas exactas (${f.percent(p.share)} del archivo)`,
    description: (p, f) =>
      `${p.groups === 1 ? "Una fila aparece" : `${f.count(p.groups)} filas distintas aparecen`} más de una vez con todos sus valores iguales: si son un error, los totales están inflados.`,
    action: () => "Comprueba si son registros reales que coinciden o una carga hecha dos veces, y quita las de más.",
    method: () =>
      "Se agruparon las filas iguales en todas sus columnas; se cuentan las que sobran después de la primera de cada grupo.",
  },
  mixed_column: {
    title: (p, f) =>
      `La columna «${p.column}» mezcla ${shapes[p.majority]} y ${shapes[p.minority]}: ${f.percent(p.share)} son ${shapes[p.minority]} (${f.count(p.count)} de ${f.count(p.present)})`,
    description: (p, f) =>
      `Por ejemplo: ${f.list(p.examples.map((v) => `«${v}»`))}. Mientras sea así, la columna se trata como texto: no se puede sumar ni ordenar como ${shapes[p.majority]}.`,
    action: (p) =>
      p.majority === "text"
        ? "Si es un código, consérvala como texto; si no, separa los dos usos en dos columnas."
        : `Corrige los valores que no son ${shapes[p.majority]} o separa los dos usos en dos columnas.`,
    method: () =>
      "Cada texto se clasifica como número, fecha o texto según cómo está escrito; se cuentan todas las filas.",
  },
  code_affix: {
    title: (p, f) =>
      `${f.count(p.count)} valores de «${p.column}» (${f.percent(p.share)}) ${p.end === "start" ? "empiezan con" : "terminan en"} «${p.affix}»`,
    description: (p, f) =>
      `Los demás códigos no llevan esa marca. Por ejemplo: ${f.list(p.examples.map((v) => `«${v}»`))}. Una marca así suele distinguir otra clase de registro, como devoluciones, cancelaciones o variantes.`,
    action: (p) => `Averigua qué significa «${p.affix}» y decide si esas filas cuentan en los totales.`,
    method: () => `${counted} La marca está en todos los códigos que no se escriben solo con cifras.`,
  },
  key_column: {
    title: (p) => `La columna «${p.column}» identifica cada fila: no se repite ni falta`,
    description: (p, f) =>
      `Sus ${f.count(p.rows)} valores son todos distintos. Sirve para cruzar este archivo con otros y para actualizarlo sin duplicar.`,
    action: () => "",
    method: () => "Se contaron sus valores distintos, uno por uno, en todas las filas.",
  },
  key_pair: {
    title: (p) => `«${p.first}» y «${p.second}» juntas identifican cada fila`,
    description: (p, f) =>
      `Ninguna columna sola lo hace, pero las ${f.count(p.rows)} combinaciones de estas dos son distintas.`,
    action: () => "",
    method: () => "Se contaron las combinaciones distintas en todas las filas, sin valores faltantes.",
  },
  almost_key: {
    title: (p, f) =>
      p.groups === 1
        ? `«${p.column}» parece un identificador, pero 1 valor se repite`
        : `«${p.column}» parece un identificador, pero ${f.count(p.groups)} valores se repiten`,
    description: (p, f) =>
      `${f.count(p.extra)} filas (${f.percent(p.share)}) llevan un valor que ya apareció: al cruzar por «${p.column}» se multiplicarían.`,
    action: () => "Mira las filas repetidas y decide cuál vale.",
    method: () =>
      "Se agruparon las filas por el valor de la columna; se cuentan las que sobran después de la primera de cada grupo.",
  },
  category_variants: {
    title: (p, f) =>
      p.groups === 1
        ? `En «${p.column}» un mismo valor está escrito de varias maneras`
        : `En «${p.column}», ${f.count(p.groups)} valores están escritos de varias maneras`,
    description: (p, f) =>
      `Solo cambian mayúsculas o espacios: ${f.list(p.examples.map((v) => `«${v}»`))}. ${p.rows === 1 ? "1 fila usa" : `${f.count(p.rows)} filas usan`} una escritura que no es la más común, y al agrupar salen separadas.`,
    action: () => "Unifica la escritura antes de agrupar.",
    method: () => "Se compararon los textos sin espacios de más y en minúsculas.",
  },
  padded_text: {
    title: (p, f) =>
      `En «${p.column}», ${p.count === 1 ? "1 valor lleva" : `${f.count(p.count)} valores (${f.percent(p.share)}) llevan`} espacios al principio o al final`,
    description: () => "No se ven, pero impiden que un cruce o un filtro los encuentre.",
    action: () => "Quita los espacios sobrantes antes de cruzar con otras tablas.",
    method: () => "Contado en todas las filas: el texto cambia al recortarlo.",
  },
  placeholder_values: {
    title: (p, f) =>
      `En «${p.column}», ${p.count === 1 ? "1 valor dice" : `${f.count(p.count)} valores (${f.percent(p.share)}) dicen`} que no hay dato: ${f.list(p.values.map((v) => `«${v}»`))}`,
    description: () =>
      "Parecen valores, pero son ausencias escritas: se cuentan como una categoría más si no se quitan.",
    action: () => "Trátalos como vacíos.",
    method: () => "Se comparó cada texto con una lista de maneras usuales de escribir «sin dato».",
  },
  future_dates: {
    title: (p, f) =>
      p.count === 1
        ? `«${p.column}» tiene 1 fecha futura: ${f.date(p.latest)}`
        : `«${p.column}» tiene ${f.count(p.count)} fechas futuras, hasta el ${f.date(p.latest)}`,
    description: (p, f) =>
      `El archivo se leyó el ${f.date(p.today)}. Si la columna cuenta lo que ya pasó, son errores; si es un plan o un vencimiento, es normal.`,
    action: () => "Revisa esas filas, sobre todo si día y mes pudieron cambiarse de lugar.",
    method: () => "Contado en todas las filas: fechas posteriores al día de la lectura.",
  },
  remote_dates: {
    title: (p, f) =>
      p.count === 1
        ? `«${p.column}» tiene 1 fecha anterior a 1905: ${f.date(p.earliest)}`
        : `«${p.column}» tiene ${f.count(p.count)} fechas anteriores a 1905, desde el ${f.date(p.earliest)}`,
    description: () => "Están lejos de las demás: suelen ser fechas vacías que un programa escribió como su día cero.",
    action: () => "Trátalas como vacías, salvo que el archivo hable de otra época.",
    method: () => "Contado en todas las filas: fechas anteriores al 1 de enero de 1905.",
  },
};
