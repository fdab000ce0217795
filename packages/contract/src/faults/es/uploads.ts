import { type FaultCatalogue, bytesInWords, quoted, words } from "../fault-words.ts";

const named = (value: Parameters<typeof quoted>[0]) => quoted(value, "«", "»");

export const uploadsFaults = {
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
    "El disco donde Caudal guarda los archivos está lleno: lo último de él queda libre para que todo siga funcionando. Lo que ya estaba guardado no se perdió.",
    "Borra archivos que ya no uses, o pide a quien opera Caudal que libere espacio, y vuelve a intentarlo: una subida sigue donde quedó.",
  ),
  storage_read_only: words(
    "No se puede escribir en el disco",
    "La carpeta de datos es de solo lectura. Lo que ya estaba guardado no se perdió.",
    "Quien administra debe dar permiso de escritura a la carpeta de datos (CAUDAL_DATA_DIR).",
  ),
} satisfies Partial<FaultCatalogue>;
