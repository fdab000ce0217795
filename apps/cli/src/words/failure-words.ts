import type { FaultCode, FaultParams } from "@caudal/base/fault.ts";
import { bytesInWords } from "@caudal/contract/faults/fault-words.ts";
import { faultText } from "@caudal/contract/faults/problem-of.ts";
import { seenWords } from "@caudal/contract/faults/seen-words.ts";
import { languageOf, type LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";

/** What happened, in a line or two, and what to do about it: at a terminal, where nothing is uploaded, kept or administered. */
export type FailureText = { readonly title: string; readonly detail: string; readonly action: string };

type Sentence = string | ((params: FaultParams, tag: LanguageTag) => string);
/** Detail and action; a title of its own only where the platform's speaks of something else. */
type Said = readonly [detail: Sentence, action: Sentence, title?: string];

const limitIn = (tag: LanguageTag, params: FaultParams, open: string): string => {
  const limit = bytesInWords(params["limit"], tag);
  return limit === "" ? "" : `${open}${limit}`;
};
const counted = (params: FaultParams, name: string, open: string, close: string): string =>
  params[name] === undefined || params[name] === null ? "" : `${open}${params[name]}${close}`;

const archives: readonly unknown[] = ["zip", "tar", "7z", "RAR"];
const pictures: readonly unknown[] = ["PNG", "JPEG", "GIF", "WebP", "HEIC", "TIFF", "SVG", "PDF"];
const isLong = (params: FaultParams): boolean => params["reason"] === "line_too_long";

const es: Partial<Record<FaultCode, Said>> = {
  receipt_unreadable: [
    (p) => `${p["path"] ? `«${p["path"]}»` : "El archivo"} no es un recibo que esta versión entienda.`,
    "Usa el recibo como lo descargó Caudal, sin cambiarlo.",
  ],
  receipt_key_invalid: [
    (p) => `${p["path"] ? `«${p["path"]}»` : "El archivo"} no tiene claves Ed25519 en PEM o JWK.`,
    "Para hacer una: openssl genpkey -algorithm ed25519",
  ],
  unavailable: [
    (p) => `No se pudo preguntar al servidor${p["url"] ? ` (${p["url"]})` : ""}.`,
    "Revisa la dirección, la clave en CAUDAL_API_KEY y que el servidor esté en marcha.",
    "El servidor no respondió",
  ],
  key_refused: [
    (p) => `${p["url"] ?? "El servidor"} no la admite: se revocó, venció, le falta un trozo o nunca existió.`,
    "Revisa que CAUDAL_API_KEY la tenga completa, o crea otra en tu perfil, en «Seguridad».",
  ],
  key_scope_missing: [
    (p) => `${p["url"] ?? "El servidor"} la admite, pero para comprobar un recibo le falta el permiso «files:read».`,
    "Crea una clave con ese permiso en tu perfil, en «Seguridad», y ponla en CAUDAL_API_KEY.",
  ],
  rate_limited: [
    (p) => `${p["url"] ?? "El servidor"} ya respondió muchas preguntas seguidas y pide una pausa.`,
    "Espera un minuto y vuelve a intentarlo.",
  ],
  too_many_at_once: [
    (p) => `${p["url"] ?? "El servidor"} ya atiende todo lo que puede haber a la vez de tus claves o de tu red.`,
    "Espera a que termine algo de eso y vuelve a intentarlo.",
  ],
  file_missing: [
    (p) =>
      p["folder"] === true
        ? `${p["name"] ? `«${p["name"]}»` : "Lo que indicaste"} es una carpeta.`
        : `No hay un archivo${p["name"] ? ` «${p["name"]}»` : " con ese nombre"}, o no se puede leer.`,
    (p) =>
      p["folder"] === true
        ? "Indica uno de los archivos que contiene."
        : "Revisa el nombre y la carpeta en la que estás, y que tengas permiso de leerlo.",
    "No se puede abrir el archivo",
  ],
  file_empty: [
    "No contiene ningún dato.",
    "Ábrelo en el programa con que se hizo, revisa que tenga datos y guárdalo otra vez.",
  ],
  file_header_only: ["Tiene nombres de columnas, pero ninguna fila.", "Agrega las filas y vuelve a intentarlo."],
  file_type_unknown: [
    (p) => {
      const seen = seenWords(p["seen"], "es");
      return seen === null
        ? "Su contenido no es CSV, TSV, Excel, JSON ni Parquet."
        : `No es una tabla: es ${seen.what}.`;
    },
    (p) =>
      archives.includes(p["seen"])
        ? "Descomprímelo y lee cada archivo por separado."
        : pictures.includes(p["seen"])
          ? "Consigue la tabla en Excel o CSV y lee ese archivo."
          : "Ábrelo en el programa con que se hizo, guarda la tabla como CSV o Excel y vuelve a intentarlo.",
  ],
  file_damaged: [
    "No se pudo leer: su contenido no está completo o se alteró.",
    "Ábrelo en su programa, guárdalo de nuevo y vuelve a intentarlo.",
  ],
  file_truncated: [
    "Termina antes de tiempo, como si la copia se hubiera interrumpido.",
    "Consigue una copia completa y vuelve a intentarlo.",
  ],
  file_encrypted: ["Está protegido y no se puede leer.", "Guárdalo sin contraseña y vuelve a intentarlo."],
  file_unpacks_too_large: [
    (p, tag) => `Pasa del límite${limitIn(tag, p, " de ")} al descomprimirse, y la lectura se detuvo.`,
    "Divídelo en partes más pequeñas, o guárdalo como CSV o Parquet.",
  ],
  file_too_many_columns: [
    (p) => `Tiene más columnas de las que se pueden leer${counted(p, "limit", " (", ")")}.`,
    "Quita las columnas que no necesitas y vuelve a intentarlo.",
  ],
  file_no_table: [
    (p) =>
      isLong(p)
        ? "Tiene una línea o una celda más larga de lo que se puede leer."
        : "No contiene filas y columnas que se puedan reconocer.",
    (p) =>
      isLong(p)
        ? "Revisa si le faltan saltos de línea o si una comilla quedó sin cerrar, y vuelve a intentarlo."
        : "Deja los datos en una tabla con encabezados en una fila y vuelve a intentarlo.",
  ],
  storage_full: [
    "El cálculo necesita espacio de paso, y el disco de la carpeta temporal está lleno. Tu archivo no se tocó.",
    "Libera espacio, o usa la carpeta temporal de otro disco: TMPDIR=/otra/carpeta",
  ],
  storage_read_only: [
    "El cálculo necesita espacio de paso, y en la carpeta temporal no se puede escribir. Tu archivo no se tocó.",
    "Usa otra carpeta temporal: TMPDIR=/otra/carpeta",
  ],
  reading_out_of_memory: [
    (p, tag) => `Abrirlo pide más memoria de la permitida${limitIn(tag, p, ": ")}. Tu archivo no se tocó.`,
    "Dale más memoria, por ejemplo --memory 4GB, o guárdalo como CSV.",
  ],
  engine_out_of_memory: [
    "El cálculo necesitó más memoria de la permitida. Tu archivo no se tocó.",
    "Dale más memoria, por ejemplo: --memory 4GB",
  ],
  engine_time_limit: [
    (p) => `El cálculo pasó del tiempo permitido${counted(p, "seconds", " (", " segundos)")} y se detuvo.`,
    "Vuelve a intentarlo con menos trabajo en la máquina, o divide el archivo.",
  ],
  engine_crashed: [
    "El proceso que calculaba terminó de golpe. Tu archivo no se tocó.",
    "Vuelve a intentarlo; si se repite, prueba con más memoria: --memory 4GB",
  ],
  engine_query_failed: [
    "Una consulta sobre el archivo no se pudo hacer. Tu archivo no se tocó.",
    "Vuelve a intentarlo. Si se repite, es un error de Caudal: lo que sigue ayuda a encontrarlo.",
  ],
  run_cancelled: [
    "Tu archivo no se tocó y no queda nada a medias.",
    "Para empezar otra vez, repite la orden.",
    "Interrumpido",
  ],
  internal: [
    "Ocurrió un error que no se esperaba. Tu archivo no se tocó.",
    "Vuelve a intentarlo. Si se repite, es un error de Caudal: lo que sigue ayuda a encontrarlo.",
    "Algo falló en Caudal",
  ],
};

const en: Partial<Record<FaultCode, Said>> = {
  receipt_unreadable: [
    (p) => `${p["path"] ? `“${p["path"]}”` : "The file"} is no receipt that this version understands.`,
    "Use the receipt as Caudal downloaded it, unchanged.",
  ],
  receipt_key_invalid: [
    (p) => `${p["path"] ? `“${p["path"]}”` : "The file"} holds no Ed25519 keys in PEM or JWK.`,
    "To make one: openssl genpkey -algorithm ed25519",
  ],
  unavailable: [
    (p) => `The server could not be asked${p["url"] ? ` (${p["url"]})` : ""}.`,
    "Check the address, the key in CAUDAL_API_KEY, and that the server is up.",
    "The server did not answer",
  ],
  key_refused: [
    (p) =>
      `${p["url"] ?? "The server"} does not accept it: it was revoked, has expired, lacks a piece, or never was one.`,
    "Check that CAUDAL_API_KEY holds all of it, or create another in your profile, under “Security”.",
  ],
  key_scope_missing: [
    (p) => `${p["url"] ?? "The server"} accepts it, but to verify a receipt it lacks the permission “files:read”.`,
    "Create a key with that permission in your profile, under “Security”, and put it in CAUDAL_API_KEY.",
  ],
  rate_limited: [
    (p) => `${p["url"] ?? "The server"} has answered many questions in a row and asks for a pause.`,
    "Wait a minute and try again.",
  ],
  too_many_at_once: [
    (p) => `${p["url"] ?? "The server"} is answering as much at once as there may be of your keys or your network.`,
    "Wait until some of that has ended and try again.",
  ],
  file_missing: [
    (p) =>
      p["folder"] === true
        ? `${p["name"] ? `“${p["name"]}”` : "What you named"} is a folder.`
        : `There is no file${p["name"] ? ` “${p["name"]}”` : " of that name"}, or it may not be read.`,
    (p) =>
      p["folder"] === true
        ? "Name one of the files in it."
        : "Check the name and the folder you are in, and that you may read it.",
    "The file cannot be opened",
  ],
  file_empty: [
    "It contains no data.",
    "Open it in the program that made it, check that it has data and save it again.",
  ],
  file_header_only: ["It has names of columns, but no row.", "Add the rows and try again."],
  file_type_unknown: [
    (p) => {
      const seen = seenWords(p["seen"], "en");
      return seen === null
        ? "Its content is not CSV, TSV, Excel, JSON or Parquet."
        : `It is not a table: it is ${seen.what}.`;
    },
    (p) =>
      archives.includes(p["seen"])
        ? "Unpack it and read each file by itself."
        : pictures.includes(p["seen"])
          ? "Get the table as Excel or CSV and read that file."
          : "Open it in the program that made it, save the table as CSV or Excel and try again.",
  ],
  file_damaged: [
    "It could not be read: its content is incomplete or was altered.",
    "Open it in its program, save it anew and try again.",
  ],
  file_truncated: ["It ends too early, as if copying it had been interrupted.", "Get a complete copy and try again."],
  file_encrypted: ["It is protected and cannot be read.", "Save it without a password and try again."],
  file_unpacks_too_large: [
    (p, tag) => `It goes beyond the limit${limitIn(tag, p, " of ")} when it is unpacked, and reading stopped.`,
    "Split it into smaller parts, or save it as CSV or Parquet.",
  ],
  file_too_many_columns: [
    (p) => `It has more columns than can be read${counted(p, "limit", " (", ")")}.`,
    "Remove the columns you do not need and try again.",
  ],
  file_no_table: [
    (p) =>
      isLong(p)
        ? "It has a line or a cell that is longer than can be read."
        : "It has no rows and columns that can be recognised.",
    (p) =>
      isLong(p)
        ? "See whether line ends are missing or a quote was never closed, and try again."
        : "Leave the data as a table with its headers in one row and try again.",
  ],
  storage_full: [
    "The computation needs scratch space, and the disk of the temporary folder is full. Your file was not touched.",
    "Free some space, or use a temporary folder on another disk: TMPDIR=/another/folder",
  ],
  storage_read_only: [
    "The computation needs scratch space, and the temporary folder cannot be written. Your file was not touched.",
    "Use another temporary folder: TMPDIR=/another/folder",
  ],
  reading_out_of_memory: [
    (p, tag) => `Opening it takes more memory than allowed${limitIn(tag, p, ": ")}. Your file was not touched.`,
    "Give it more memory, for example --memory 4GB, or save it as CSV.",
  ],
  engine_out_of_memory: [
    "The computation needed more memory than it may use. Your file was not touched.",
    "Give it more memory, for example: --memory 4GB",
  ],
  engine_time_limit: [
    (p) => `The computation took longer than it may${counted(p, "seconds", " (", " seconds)")} and was stopped.`,
    "Try again when the machine is less busy, or split the file.",
  ],
  engine_crashed: [
    "The process that computed ended suddenly. Your file was not touched.",
    "Try again; if it happens again, try with more memory: --memory 4GB",
  ],
  engine_query_failed: [
    "A query over the file could not be carried out. Your file was not touched.",
    "Try again. If it happens again, it is a fault of Caudal: what follows helps to find it.",
  ],
  run_cancelled: [
    "Your file was not touched, and nothing is left half done.",
    "To begin again, repeat the command.",
    "Interrupted",
  ],
  internal: [
    "An error occurred that was not expected. Your file was not touched.",
    "Try again. If it happens again, it is a fault of Caudal: what follows helps to find it.",
    "Something failed in Caudal",
  ],
};

const said: Readonly<Record<Locale, Partial<Record<FaultCode, Said>>>> = { es, en };

/** A failure as a terminal tells it; one that has no words here is told as an unexpected one. */
export function failureText(
  fault: { readonly code: FaultCode; readonly params: FaultParams },
  tag: LanguageTag,
): FailureText {
  const own = said[languageOf(tag)][fault.code];
  if (own === undefined) return failureText({ code: "internal", params: {} }, tag);
  const [detail, action, title] = own;
  const tell = (sentence: Sentence): string => (typeof sentence === "string" ? sentence : sentence(fault.params, tag));
  return { title: title ?? faultText(fault, tag).title, detail: tell(detail), action: tell(action) };
}

/** Failures that are told as what they are. */
export function hasFailureWords(code: FaultCode, locale: Locale): boolean {
  return said[locale][code] !== undefined;
}
