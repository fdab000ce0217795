import type { FaultParams } from "@caudal/base/fault.ts";
import { type FaultCatalogue, quoted, words } from "../fault-words.ts";

const named = (value: Parameters<typeof quoted>[0]) => quoted(value, "«", "»");
const because = (p: FaultParams) =>
  [p["setting"], p["reason"]].some(Boolean) ? ` (${[p["setting"], p["reason"]].filter(Boolean).join(": ")})` : "";

export const startingFaults = {
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
  data_folder_copied: words(
    "La carpeta de datos es una copia sin su base",
    (p) =>
      `La base que nombra${named(p["path"]) || " esta carpeta"} está en${named(p["database"]) || " otro lugar"} y es de${named(p["original"]) || " otra carpeta"}. No se inició nada.`,
    "Detén aquella y copia su base a postgres/cluster de esta carpeta, en un lugar por el que puedan pasar otros usuarios: mira docs/guides/es/backups.md.",
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
} satisfies Partial<FaultCatalogue>;
