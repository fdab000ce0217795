import { type FaultCatalogue, quoted, words } from "../fault-words.ts";

export const receiptsFaults = {
  receipt_key_invalid: words(
    "La clave de los recibos no sirve",
    (p) => `La clave${quoted(p["path"], "«", "»")} no es una clave Ed25519 en formato PEM o JWK.`,
    "Pon la clave correcta. Para hacer una: openssl genpkey -algorithm ed25519",
  ),
  receipt_unreadable: words(
    "No es un recibo",
    (p) => `El archivo${quoted(p["path"], "«", "»")} no es un recibo que esta versión entienda.`,
    "Usa un recibo como lo descarga Caudal, sin cambiarlo, y una versión de Caudal al menos tan nueva.",
  ),
} satisfies Partial<FaultCatalogue>;
