import { type FaultCatalogue, quoted, words } from "../fault-words.ts";

export const auditFaults = {
  audit_key_missing: words(
    "Falta la clave de la auditoría",
    (p) => `No se pudo leer la clave${quoted(p["path"], "en «", "»")}, o tiene menos de 32 caracteres.`,
    "Indica la carpeta de datos con --data, el archivo con --key, o la clave en CAUDAL_AUDIT_KEY.",
  ),
  audit_chain_unreachable: words(
    "No se pudo pedir la cadena de la auditoría",
    (p) => `El servidor${quoted(p["url"], "en ", "")} no la dio${quoted(p["reason"], ": ", "")}.`,
    "Revisa que el servidor esté en marcha y su dirección (--url). Desde otra máquina hace falta CAUDAL_METRICS_TOKEN.",
  ),
  audit_chain_unreadable: words(
    "La cadena de la auditoría no se pudo leer completa",
    (p) => `Lo que se leyó se interrumpe o no se entiende${quoted(p["line"], " en la línea ", "")}.`,
    "Vuelve a pedirla. Así no se puede decir si falta algo.",
  ),
  audit_heads_unreadable: words(
    "Las cabezas de la cadena no se pudieron leer",
    (p) => `No se pudo leer «${String(p["path"] ?? "")}».`,
    "Indica el archivo con --heads, o la cabeza que anotaste con --head POSICIÓN:ESLABÓN.",
  ),
} satisfies Partial<FaultCatalogue>;
