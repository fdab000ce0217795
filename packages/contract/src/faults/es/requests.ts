import { type FaultCatalogue, bytesInWords, words } from "../fault-words.ts";

/** Whose it is that is used up, as the sentence begins that goes on with how many there are. */
const fullOf: Readonly<Record<string, string>> = {
  person: "Ya tienes",
  key: "Tus claves de API ya tienen",
  network: "Desde tu red ya hay",
  link: "Con este enlace ya hay",
  everybody: "Caudal ya atiende",
};

export const requestsFaults = {
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
  metrics_refused: words(
    "Las cifras son de quien opera Caudal",
    "Se entregan solo a quien muestra la clave de quien opera: la de CAUDAL_METRICS_TOKEN o, si no está puesta, la que Caudal guarda en su carpeta de datos, en secrets/operator-token.",
    "En la máquina del servidor, da la orden como el usuario que lo ejecuta y con el mismo CAUDAL_DATA_DIR. Desde otra, o con otro programa, pon la clave en CAUDAL_METRICS_TOKEN o envía la cabecera «Authorization: Bearer» con ella.",
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
  too_many_at_once: words(
    "Hay demasiado en curso a la vez",
    (p) =>
      `${fullOf[String(p["of"])] ?? "Ya hay"} ${p["max"] ?? "tantas"} ${p["what"] === "requests" ? "peticiones" : "subidas y descargas"} en curso, y no puede haber más a la vez.`,
    (p) =>
      `${p["seconds"] === undefined ? "Vuelve a intentarlo en un momento" : `Vuelve a intentarlo en ${p["seconds"]} segundos`}, o cuando termine alguna. Una subida sigue donde quedó.`,
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
} satisfies Partial<FaultCatalogue>;
