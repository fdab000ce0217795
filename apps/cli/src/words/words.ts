import type { Figures } from "@caudal/contract/findings/figures.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";

/** What the command says besides insights and failures, whose words stand in the contract. */
export type Words = {
  readonly help: string;
  readonly unknownCommand: (command: string) => string;
  readonly missingFile: string;
  readonly wrongOption: (option: string) => string;
  readonly missingValue: (option: string) => string;
  readonly step: Readonly<Record<"read" | "first" | "copy" | "insights", string>>;
  readonly summary: (
    counts: {
      readonly rows: number;
      readonly rejected: number;
      readonly columns: number;
      readonly seconds: string;
    },
    write: Figures,
  ) => string;
  readonly nothing: string;
  readonly more: (count: number) => string;
  readonly sure: (percent: string) => string;
  readonly why: string;
};

const helpEs = `caudal: lee un archivo y dice lo que importa de él.

Uso:
  caudal profile ARCHIVO [opciones]
  caudal verify RECIBO [--file ARCHIVO] [--url DIRECCIÓN] [--keys CLAVES]
  caudal audit verify [opciones]     comprueba la auditoría de un servidor (caudal audit --help)
  caudal audit acknowledge [ID]      qué no cuadra con sus cabezas, o que sabes por qué
  caudal secrets rotate [opciones]   cambia la clave maestra de un servidor (caudal secrets --help)
  caudal second-factor remove CORREO quita el segundo paso a quien perdió su teléfono (… --help)
  caudal quota [CUENTA] [opciones]   cuánto guarda y puede cada cuenta (caudal quota --help)

ARCHIVO puede ser CSV, TSV, Excel, JSON, NDJSON o Parquet, también comprimido con gzip.
No hace falta un servidor: todo se calcula en esta máquina y nada sale de ella.

Opciones:
  --json            escribe el perfil como un documento JSON en la salida estándar
  --top N           cuántos hallazgos mostrar (10; 0: todos)
  --lang es|en      idioma (por defecto, el del sistema)
  --memory TAMAÑO   memoria para el cálculo, por ejemplo 2GB (1GB)
  --threads N       hilos para el cálculo (todos los del sistema)
  --quiet           sin progreso
  --receipt SALIDA  escribe un recibo de lo que se leyó y se calculó
  --sign-with PEM   firma ese recibo con tu clave Ed25519; sin ella dice que nadie lo firmó

Para comprobar un recibo:
  --file ARCHIVO    compara el archivo: sus bytes, filas, rechazos y cifras, leídos otra vez
  --url DIRECCIÓN   compara con lo que hay ahora en un servidor (CAUDAL_URL; la clave en CAUDAL_API_KEY)
  --keys CLAVES     claves públicas en un archivo, en vez de las que publica el servidor
  Sale con 0 si todo lo que se comparó está igual, 1 si algo difiere, 2 si no se pudo comprobar
  o no se le pudo preguntar al servidor que nombraste.

  --help            esta ayuda
  --version         la versión

Estados de salida:
  0 listo · 1 falla inesperada · 2 uso incorrecto · 3 el archivo no se puede leer
  4 faltó memoria, tiempo o disco · 130 interrumpido
`;

const helpEn = `caudal: reads a file and says what matters in it.

Usage:
  caudal profile FILE [options]
  caudal verify RECEIPT [--file FILE] [--url ADDRESS] [--keys KEYS]
  caudal audit verify [options]      verifies the audit of a server (caudal audit --help)
  caudal audit acknowledge [ID]      what does not agree with its heads, or that you know why
  caudal secrets rotate [options]    changes the master key of a server (caudal secrets --help)
  caudal second-factor remove EMAIL  removes the second step of who lost the phone (… --help)
  caudal quota [ACCOUNT] [options]   how much each account keeps and may (caudal quota --help)

FILE may be CSV, TSV, Excel, JSON, NDJSON or Parquet, also compressed with gzip.
No server is needed: all is computed on this machine and nothing leaves it.

Options:
  --json            writes the profile as a JSON document to standard output
  --top N           how many insights to show (10; 0: all)
  --lang es|en      language (default: the system's)
  --memory SIZE     memory for the computation, such as 2GB (1GB)
  --threads N       threads for the computation (all of the system's)
  --quiet           no progress
  --receipt OUT     writes a receipt of what was read and computed
  --sign-with PEM   signs that receipt with your Ed25519 key; without it, it says that nobody signed

To verify a receipt:
  --file FILE       compares the file: its bytes, rows, rejects and figures, read again
  --url ADDRESS     compares with what a server has now (CAUDAL_URL; the key in CAUDAL_API_KEY)
  --keys KEYS       public keys in a file, instead of those that the server publishes
  Exits with 0 when all that was compared is the same, 1 when something differs, 2 when it could
  not be checked or the server that you named could not be asked.

  --help            this help
  --version         the version

Exit status:
  0 done · 1 unexpected failure · 2 wrong usage · 3 the file cannot be read
  4 memory, time or disk were not enough · 130 interrupted
`;

export const words: Readonly<Record<Locale, Words>> = {
  es: {
    help: helpEs,
    unknownCommand: (command) => `No existe la orden «${command}». Mira: caudal --help`,
    missingFile: "Falta el archivo. Por ejemplo: caudal profile ventas.csv",
    wrongOption: (option) => `No se entiende la orden: ${option}. Mira: caudal --help`,
    missingValue: (option) => `Falta el valor de ${option}. Mira: caudal --help`,
    step: {
      read: "Viendo cómo está escrito",
      first: "Leyendo todas las filas",
      copy: "Guardando una copia ordenada",
      insights: "Buscando lo que importa",
    },
    summary: ({ rows, rejected, columns, seconds }, write) =>
      [
        write.counted(rows, "fila", "filas"),
        write.counted(columns, "columna", "columnas"),
        ...(rejected > 0 ? [write.counted(rejected, "fila no se pudo leer", "filas no se pudieron leer")] : []),
        `${seconds} s`,
      ].join(" · "),
    nothing: "No hay nada que llame la atención en este archivo.",
    more: (count) => `… y ${count} más. Para verlos todos: --top 0`,
    sure: (percent) => `seguridad ${percent}`,
    why: "Qué hacer",
  },
  en: {
    help: helpEn,
    unknownCommand: (command) => `There is no command “${command}”. See: caudal --help`,
    missingFile: "The file is missing. For example: caudal profile sales.csv",
    wrongOption: (option) => `The command is not understood: ${option}. See: caudal --help`,
    missingValue: (option) => `The value of ${option} is missing. See: caudal --help`,
    step: {
      read: "Finding out how it is written",
      first: "Reading every row",
      copy: "Keeping a tidy copy",
      insights: "Looking for what matters",
    },
    summary: ({ rows, rejected, columns, seconds }, write) =>
      [
        write.counted(rows, "row", "rows"),
        write.counted(columns, "column", "columns"),
        ...(rejected > 0 ? [write.counted(rejected, "row could not be read", "rows could not be read")] : []),
        `${seconds} s`,
      ].join(" · "),
    nothing: "Nothing in this file stands out.",
    more: (count) => `… and ${count} more. To see all of them: --top 0`,
    sure: (percent) => `confidence ${percent}`,
    why: "What to do",
  },
};
