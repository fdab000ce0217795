import { type FaultCatalogue, quoted, words } from "../fault-words.ts";

export const auditFaults = {
  master_key_configured: words(
    "La clave maestra está en la configuración",
    "El servidor no puede cambiarla, porque la recibe en CAUDAL_MASTER_KEY. No se cambió nada.",
    "Pon ahí la nueva primero y las anteriores después, separadas por comas, y reinicia: todo pasa a la nueva. Con varios servidores, antes ponla al final en todos. «caudal secrets status» dice cuándo puedes quitar las anteriores.",
  ),
  master_key_unreachable: words(
    "El servidor no dijo cómo está su clave maestra",
    (p) =>
      `No se pudo preguntar a ${p["url"] ?? "el servidor"}${p["reason"] ? ` (${p["reason"]})` : ""}. Si un cambio estaba en marcha, sigue.`,
    "Revisa que esté en marcha; desde otra máquina, pon su clave de operador en CAUDAL_METRICS_TOKEN.",
  ),
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
  audit_heads_other: words(
    "Eso no es lo que está pendiente en la auditoría",
    "No queda nada con ese identificador: ya se reconoció, o después se encontró algo más. No se cambió nada.",
    "Mira qué está pendiente con «caudal audit acknowledge», y reconoce eso si sabes por qué pasó.",
  ),
} satisfies Partial<FaultCatalogue>;
