import type { FaultParams } from "@caudal/base/fault.ts";
import type { FaultCatalogue } from "./fault-words.ts";
import { bytesInWords, quoted, words } from "./fault-words.ts";
import { seenWords } from "./seen-words.ts";

const named = (value: Parameters<typeof quoted>[0]) => quoted(value, "«", "»");
const because = (p: FaultParams) =>
  [p["setting"], p["reason"]].some(Boolean) ? ` (${[p["setting"], p["reason"]].filter(Boolean).join(": ")})` : "";

export const faultsEs: FaultCatalogue = {
  bad_request: words(
    "No entendimos la petición",
    "Lo que llegó no tiene la forma esperada. No se cambió nada.",
    "Revisa la petición y envíala otra vez.",
  ),
  invalid_fields: words(
    "Hay datos por corregir",
    (p) =>
      p["fields"]
        ? `Estos datos no son válidos: ${p["fields"]}.${p["reading"] === true ? "" : " No se guardó nada."}`
        : `Algunos datos no son válidos.${p["reading"] === true ? "" : " No se guardó nada."}`,
    "Corrige los datos señalados y envíalos otra vez.",
  ),
  not_signed_in: words(
    "Inicia sesión",
    "Para ver esto tienes que haber iniciado sesión. Tal vez tu sesión terminó.",
    "Inicia sesión y vuelve a intentarlo: lo que ya estaba guardado sigue ahí.",
  ),
  sign_in_refused: words(
    "No pudimos iniciar tu sesión",
    "El correo o la contraseña no son correctos.",
    "Revisa los dos y vuelve a intentarlo.",
  ),
  email_taken: words(
    "Ese correo ya tiene cuenta",
    "Ya hay una persona registrada con ese correo. No se creó otra.",
    "Inicia sesión con ese correo, o regístrate con otro.",
  ),
  password_too_common: words(
    "Esa contraseña es fácil de adivinar",
    "Está entre las que se prueban primero: una palabra con un año o una serie, tu propio correo, o una muy conocida. No se creó la cuenta.",
    "Elige otra: varias palabras sin relación entre sí funcionan bien.",
  ),
  sign_up_closed: words(
    "El registro está cerrado",
    "En esta instalación no se pueden crear cuentas desde la página.",
    "Pide a quien administra Caudal que te dé acceso.",
  ),
  host_refused: words(
    "Esta dirección no es la de Caudal",
    "La petición llegó con un nombre de sitio que esta instalación no usa. No se hizo nada.",
    "Abre Caudal en su propia dirección. Si es la correcta, quien administra debe ponerla en CAUDAL_BASE_URL.",
  ),
  origin_refused: words(
    "La petición vino de otro sitio",
    "Por seguridad solo se aceptan peticiones hechas desde la página de Caudal. No se cambió nada.",
    "Abre Caudal en su propia dirección e inténtalo desde ahí. Si la dirección cambió, quien administra debe ajustar CAUDAL_BASE_URL.",
  ),
  forbidden: words(
    "No tienes permiso",
    "Tu perfil no permite hacer esto. No se cambió nada.",
    "Si lo necesitas, pídelo a quien administra tu cuenta.",
  ),
  metrics_refused: words(
    "Las cifras son de quien opera Caudal",
    "Se entregan a quien muestra la clave de CAUDAL_METRICS_TOKEN. Donde no hay clave, solo a esta misma máquina, sin un intermediario.",
    "Pon CAUDAL_METRICS_TOKEN en la configuración y envía la cabecera «Authorization: Bearer» con esa clave.",
  ),
  not_found: words("No lo encontramos", "No existe, o no es tuyo.", "Revisa la dirección o vuelve a la lista."),
  method_not_allowed: words(
    "Eso no se puede hacer aquí",
    "Esta dirección existe, pero no acepta esa operación. No se cambió nada.",
    "Consulta las operaciones disponibles en /openapi.json.",
  ),
  not_ready: words(
    "Todavía no está listo",
    "El archivo aún no se ha leído por completo. Tu archivo está guardado.",
    "Espera a que termine el proceso; si no ha empezado, elige «Procesar».",
  ),
  conflict: words(
    "Algo cambió mientras tanto",
    "Alguien más, u otra ventana tuya, lo cambió antes. No se sobrescribió nada.",
    "Vuelve a cargar la página y repite el cambio.",
  ),
  idempotency_key_reused: words(
    "Esa clave ya se usó",
    "La misma Idempotency-Key llegó antes con otro contenido. No se inició nada nuevo.",
    "Usa una clave nueva para una petición distinta.",
  ),
  too_large: words(
    "Es demasiado grande",
    (p, tag) =>
      `Lo que enviaste pasa del límite${(p["limit"] ?? p["max"]) === undefined ? "" : ` de ${bytesInWords(p["limit"] ?? p["max"], tag)}`}. No se guardó nada.`,
    "Divídelo o comprímelo con gzip. Quien administra puede subir el límite con CAUDAL_MAX_UPLOAD_BYTES.",
  ),
  request_too_large: words(
    "La petición es demasiado grande",
    (p, tag) =>
      `Lo que enviaste pasa del límite${p["limit"] === undefined ? "" : ` de ${bytesInWords(p["limit"], tag)}`} de una petición. No se guardó nada.`,
    "Envía menos datos de una vez. Los archivos se suben aparte, desde la página o en /api/uploads.",
  ),
  headers_too_large: words(
    "Los encabezados son demasiado grandes",
    "Los encabezados o las cookies de la petición pasan del límite. No se hizo nada.",
    "Borra las cookies de este sitio en tu navegador y vuelve a intentarlo.",
  ),
  request_timeout: words(
    "La petición tardó demasiado en llegar",
    "Esperamos el resto de la petición y no llegó a tiempo. No se guardó nada.",
    "Revisa tu conexión y vuelve a intentarlo.",
  ),
  rate_limited: words("Demasiados intentos", "Llegaron muchos intentos en poco tiempo y se pausaron.", (p) =>
    p["seconds"] === undefined
      ? "Espera un momento y vuelve a intentarlo."
      : `Vuelve a intentarlo en ${p["seconds"]} segundos.`,
  ),
  unsupported_media_type: words(
    "Formato de petición no aceptado",
    "Aquí solo se acepta JSON (Content-Type: application/json). No se cambió nada.",
    "Envía el contenido como JSON.",
  ),
  internal: words(
    "Algo falló de nuestro lado",
    "Ocurrió un error que no esperábamos. Lo que ya estaba guardado sigue guardado.",
    "Inténtalo otra vez. Si se repite, comparte el número de petición con quien administra Caudal.",
  ),
  unavailable: words(
    "Ahora no se puede",
    "Una parte del sistema no responde en este momento. Lo que ya estaba guardado sigue guardado.",
    "Espera unos segundos e inténtalo otra vez.",
  ),

  upload_name_invalid: words(
    "El nombre del archivo no sirve",
    (p) =>
      p["reason"] === "long"
        ? `El nombre${named(p["name"])} es demasiado largo: caben ${p["max"] ?? 255} bytes, y cada acento o emoji ocupa más de uno. No se subió nada.`
        : `No se puede guardar un archivo${p["name"] ? ` con el nombre${named(p["name"])}` : " sin nombre"}. No se subió nada.`,
    (p) => (p["reason"] === "long" ? "Acórtale el nombre y súbelo otra vez." : "Cámbiale el nombre y súbelo otra vez."),
  ),
  upload_longer_than_declared: words(
    "Llegó más de lo anunciado",
    (p, tag) =>
      `La subida anunció ${bytesInWords(p["declared"], tag) || "menos bytes"} y se envió más. Lo que pasa de ahí no se guardó.`,
    "Empieza la subida otra vez, con el tamaño del archivo tal como está ahora.",
  ),
  upload_incomplete: words(
    "La subida no está completa",
    "Todavía faltan bytes. Lo que ya llegó está guardado.",
    "Continúa la subida: seguirá donde se quedó.",
  ),
  storage_full: words(
    "No queda espacio",
    "El disco donde Caudal guarda los archivos está lleno. Lo que ya estaba guardado no se perdió.",
    "Libera espacio o borra archivos que ya no uses, y vuelve a intentarlo.",
  ),
  storage_read_only: words(
    "No se puede escribir en el disco",
    "La carpeta de datos es de solo lectura. Lo que ya estaba guardado no se perdió.",
    "Quien administra debe dar permiso de escritura a la carpeta de datos (CAUDAL_DATA_DIR).",
  ),

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
  engine_out_of_memory: words(
    "El proceso se quedó sin memoria",
    "El archivo necesitó más memoria de la permitida. El archivo y lo ya encontrado siguen guardados.",
    "Reintenta cuando haya menos trabajo. Quien administra puede subir CAUDAL_ENGINE_MEMORY.",
  ),
  engine_crashed: words(
    "El motor se detuvo",
    "El proceso que calculaba terminó de golpe. El archivo y lo ya encontrado siguen guardados.",
    "Elige «Reintentar». Si se repite, comparte el número de petición con quien administra Caudal.",
  ),
  engine_time_limit: words(
    "Tardó demasiado",
    (p) =>
      `El cálculo pasó del tiempo permitido${p["seconds"] === undefined ? "" : ` (${p["seconds"]} segundos)`} y se detuvo. El archivo y lo ya encontrado siguen guardados.`,
    "Reintenta, o divide el archivo. Quien administra puede subir CAUDAL_ENGINE_TIME_LIMIT.",
  ),
  engine_query_failed: words(
    "Un cálculo falló",
    "Una consulta sobre el archivo no se pudo hacer. El archivo y lo ya encontrado siguen guardados.",
    "Elige «Reintentar». Si se repite, comparte el número de petición con quien administra Caudal.",
  ),

  run_cancelled: words(
    "Se canceló",
    "El proceso se detuvo porque alguien lo pidió. El archivo sigue guardado.",
    "Elige «Procesar» cuando quieras empezar otra vez.",
  ),
  run_lease_lost: words(
    "Otro proceso siguió con este trabajo",
    "El trabajo pasó a otro proceso; nada se hizo dos veces.",
    "No hace falta hacer nada.",
  ),
  run_state_conflict: words(
    "Ya no se puede cambiar",
    "El trabajo ya terminó, así que no hay qué cancelar. Su resultado está guardado.",
    "Vuelve a cargar la página para ver cómo quedó.",
  ),
  run_attempts_exhausted: words(
    "No se pudo después de varios intentos",
    (p) => `Se intentó ${p["attempts"] ?? "varias"} veces y siguió fallando. El archivo sigue guardado.`,
    "Elige «Reintentar» más tarde. Si se repite, avisa a quien administra Caudal.",
  ),

  config_invalid: words(
    "La configuración tiene errores",
    (p) => `No se inició nada.\n${p["problems"] ?? ""}`,
    "Corrige esos ajustes y empieza otra vez; --help los explica todos.",
  ),
  port_taken: words(
    "El puerto está ocupado",
    (p) =>
      `Otro programa ya usa el puerto${p["port"] === undefined ? " elegido" : ` ${p["port"]}`}. No se inició nada.`,
    (p) => `Cierra ese programa, o elige otro puerto: CAUDAL_PORT=${Number(p["port"] ?? 8080) + 1} npm start`,
  ),
  data_folder_unusable: words(
    "La carpeta de datos no se puede usar",
    (p) =>
      `No se puede leer o escribir en${named(p["path"]) || " la carpeta de datos"}${p["reason"] ? ` (${p["reason"]})` : ""}. No se inició nada.`,
    "Da permisos a esa carpeta, libera espacio en su disco o elige otra con CAUDAL_DATA_DIR.",
  ),
  already_running: words(
    "Caudal ya está en marcha",
    (p) =>
      `Otro Caudal usa esta misma carpeta de datos${p["address"] ? ` y responde en ${p["address"]}` : ""}. No se inició otro.`,
    "Usa el que ya está en marcha, o elige otra carpeta con CAUDAL_DATA_DIR.",
  ),
  page_build_failed: words(
    "No se pudo construir la página",
    (p) => `No se inició nada.${p["reason"] ? `\n${p["reason"]}` : ""}`,
    "Si cambiaste la página, corrige lo que se señala; todo el detalle está en logs/page.log de la carpeta de datos.",
  ),
  server_not_ready: words(
    "El servidor no llegó a estar listo",
    (p) => {
      const failing = [
        p["database"] === false && "la base de datos no responde",
        p["database"] !== false && p["migrations"] === false && "las tablas de la base no son de esta versión",
        p["storage"] === false && "no se pueden escribir archivos en la carpeta de datos",
      ].filter(Boolean);
      return `Esperamos${p["seconds"] === undefined ? "" : ` ${p["seconds"]} segundos`}, y ${failing.length === 0 ? "no respondió" : failing.join(", y ")}. Se detuvo todo lo iniciado.`;
    },
    "Mira logs/server.log en la carpeta de datos, corrige lo que dice y empieza otra vez.",
  ),
  database_unreachable: words(
    "No se pudo llegar a la base de datos",
    (p) => `PostgreSQL no acepta la conexión${because(p)}. Lo que ya estaba guardado sigue guardado.`,
    (p) => `Revisa que esté en marcha y que ${p["setting"] ?? "DATABASE_URL"} sea correcta.`,
  ),
  database_too_new: words(
    "La base de datos es más nueva que el programa",
    (p) =>
      `La base está en la versión ${p["database"] ?? "?"} y este programa conoce hasta la ${p["code"] ?? "?"}. No se cambió nada.`,
    "Actualiza Caudal a la versión que usó esa base, o restaura una copia anterior.",
  ),
  database_too_old: words(
    "La base de datos es más antigua que el programa",
    (p) =>
      `A la base le faltan migraciones${p["code"] === undefined ? " de esta versión" : `: está en la versión ${p["database"] ?? "?"} y este programa necesita la ${p["code"]}`}. No se cambió nada.`,
    "Inicia con `npm start`, o da CAUDAL_MIGRATE_URL con el dueño de la base para que se actualice.",
  ),
  database_version_unsupported: words(
    "Esa versión de PostgreSQL no sirve",
    (p) => `El servidor es PostgreSQL ${p["version"] ?? "antiguo"}, que deja ver filas ajenas. No se cambió nada.`,
    "Usa 16.10, 17.6, 18 o más nueva.",
  ),
  database_role_unsafe: words(
    "El usuario de la base tiene demasiado poder",
    (p) =>
      `El usuario${named(p["role"])} de ${p["setting"] ?? "DATABASE_URL"} puede saltarse las políticas de acceso${p["reason"] ? ` (${p["reason"]})` : ""}. No se inició nada.`,
    "Usa un usuario que no sea superusuario, no tenga BYPASSRLS y no sea dueño de las tablas.",
  ),
};
