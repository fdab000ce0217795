import { type FaultCatalogue, bytesInWords, quoted, words } from "../fault-words.ts";
import { seenWords } from "../seen-words.ts";

const named = (value: Parameters<typeof quoted>[0]) => quoted(value, "«", "»");

export const filesFaults = {
  file_empty: words(
    "El archivo está vacío",
    (p) => `El archivo${named(p["name"])} no contiene datos. Lo conservamos tal como llegó.`,
    "Ábrelo para revisar que se guardó bien y súbelo otra vez.",
  ),
  file_header_only: words(
    "Solo hay encabezados",
    (p) => `El archivo${named(p["name"])} tiene nombres de columnas, pero ninguna fila. Lo conservamos tal como llegó.`,
    "Agrega las filas y súbelo otra vez.",
  ),
  file_type_unknown: words(
    "No reconocemos este tipo de archivo",
    (p) => {
      const seen = seenWords(p["seen"], "es");
      return seen === null
        ? `El contenido de${named(p["name"]) || "l archivo"} no es CSV, TSV, Excel, JSON ni Parquet. Lo conservamos tal como llegó.`
        : `El archivo${named(p["name"])} no es una tabla: es ${seen.what}. Lo conservamos tal como llegó.`;
    },
    (p) => seenWords(p["seen"], "es")?.action ?? "Guárdalo como CSV o Excel y súbelo otra vez.",
  ),
  file_damaged: words(
    "El archivo está dañado",
    (p) =>
      `No se pudo leer el archivo${named(p["name"])}: su contenido no está completo o se alteró. Lo conservamos tal como llegó.`,
    "Ábrelo en su programa, guárdalo de nuevo y súbelo otra vez.",
  ),
  file_truncated: words(
    "El archivo está cortado",
    (p) =>
      `El archivo${named(p["name"])} termina antes de tiempo, como si la copia se hubiera interrumpido. Lo conservamos tal como llegó.`,
    "Consigue una copia completa y súbela.",
  ),
  file_encrypted: words(
    "El archivo tiene contraseña",
    (p) => `El archivo${named(p["name"])} está protegido y no podemos leerlo. Lo conservamos tal como llegó.`,
    "Guárdalo sin contraseña y súbelo otra vez.",
  ),
  file_unpacks_too_large: words(
    "Al descomprimirlo es demasiado grande",
    (p, tag) =>
      `El archivo${named(p["name"])} pasa del límite${p["limit"] === undefined ? "" : ` de ${bytesInWords(p["limit"], tag)}`} al descomprimirse, y nos detuvimos. Lo conservamos tal como llegó.`,
    "Divídelo en partes más pequeñas, o guárdalo como CSV o Parquet.",
  ),
  file_too_many_columns: words(
    "Tiene demasiadas columnas",
    (p) =>
      `El archivo tiene ${p["columns"] ?? "más"} columnas${p["limit"] === undefined ? " de las que se pueden leer" : ` y el máximo es ${p["limit"]}`}. Lo conservamos tal como llegó.`,
    "Quita las columnas que no necesitas y súbelo otra vez.",
  ),
  file_no_table: words(
    "No encontramos una tabla",
    (p) =>
      p["reason"] === "line_too_long"
        ? `El archivo${named(p["name"])} tiene una línea o una celda más larga de lo que podemos leer. Lo conservamos tal como llegó.`
        : `El archivo${named(p["name"])} no contiene filas y columnas que podamos reconocer. Lo conservamos tal como llegó.`,
    (p) =>
      p["reason"] === "line_too_long"
        ? "Revisa si le faltan saltos de línea o si una comilla quedó sin cerrar, y súbelo otra vez."
        : "Deja los datos en una tabla con encabezados en una fila y súbelo otra vez.",
  ),
  file_missing: words(
    "El contenido del archivo ya no está",
    "El registro del archivo existe, pero su contenido no está en el almacén. Sus insights siguen guardados.",
    "Sube el archivo otra vez. Si nadie lo borró, avisa a quien administra Caudal.",
  ),

  reading_out_of_memory: words(
    "Leerlo pide demasiada memoria",
    (p, tag) =>
      `Abrir el archivo${named(p["name"])} pide más memoria de la permitida${p["limit"] === undefined ? "" : ` (${bytesInWords(p["limit"], tag)})`}, y nos detuvimos. Lo conservamos tal como llegó.`,
    "Guárdalo como CSV o divídelo en partes más pequeñas. Quien administra puede subir CAUDAL_ENGINE_MEMORY.",
  ),
} satisfies Partial<FaultCatalogue>;
