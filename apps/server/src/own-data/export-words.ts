import { languageOf, type LanguageTag } from "@caudal/contract/format/language-tag.ts";

/** Names within the archive, and what its first file says. */
const words = {
  es: {
    archive: (day: string) => `caudal-mis-datos-${day}.zip`,
    readme: "LEEME.txt",
    readmeText: (person: string, when: string) => `Todo lo que Caudal guarda de ${person}, el ${when}.

perfil.json       quién eres, y en qué cuentas
archivos/         cada archivo tal como lo subiste, con lo que se leyó y se encontró en él, sus ejecuciones
                  y el recibo de cada una, que se comprueba con caudal verify
avisos.json       tus avisos
compartidos.json  lo que compartes y lo que te comparten
sesiones.json     dónde tienes la sesión abierta
claves.json       tus claves de la API, sin lo que abren
webhooks.json     a dónde se mandan tus avisos, sin lo que los firma
accesos.json      cómo entras: contraseña, servicio de tu empresa, dos pasos, navegadores conocidos; sin lo que abre nada
invitaciones.json las que mandaste y las que aceptaste
auditoria.json    lo que quedó anotado de lo que hiciste y de lo que se hizo contigo, en todas las cuentas
manifiesto.json   los bytes y el SHA-256 de cada uno de los demás

Si la descarga se cortó, este zip no abre: le falta el final. Pídelo de nuevo.
Donde algún programa de hojas de cálculo leería una fórmula en los CSV, su primer signo (= + - @) lleva un apóstrofo delante.
De lo que hiciste en una cuenta en la que ya no estás, auditoria.json dice qué fue y cuándo; qué cambió allí exactamente es de esa cuenta.
No está lo que solo dura un momento: subidas a medias, entradas a medias, y los correos y mensajes que repiten tus avisos.
Lo que otras personas te comparten es de ellas y no está aquí. Lo que dejaste en una cuenta de la que saliste está aquí mientras se guarda: 30 días.
`,
    profile: "perfil.json",
    files: "archivos",
    file: "archivo.json",
    insights: "hallazgos",
    rejects: "filas-rechazadas.csv",
    logs: "procesamiento.json",
    runs: "ejecuciones.json",
    receipts: "recibos",
    notifications: "avisos.json",
    shares: "compartidos.json",
    sessions: "sesiones.json",
    keys: "claves.json",
    webhooks: "webhooks.json",
    waysIn: "accesos.json",
    invitations: "invitaciones.json",
    audit: "auditoria.json",
    manifest: "manifiesto.json",
    insightColumns: ["título", "descripción", "tipo", "certeza", "importancia", "columnas", "qué hacer"],
    rejectColumns: ["línea", "columna", "motivo", "texto"],
  },
  en: {
    archive: (day: string) => `caudal-my-data-${day}.zip`,
    readme: "README.txt",
    readmeText: (person: string, when: string) => `Everything that Caudal keeps of ${person}, on ${when}.

profile.json        who you are, and in which accounts
files/              each file as you uploaded it, with what was read and found in it, its runs
                    and the receipt of each, which caudal verify checks
notifications.json  your notifications
shares.json         what you share and what is shared with you
sessions.json       where you are signed in
keys.json           your API keys, without what opens anything
webhooks.json       where your notifications are sent, without what signs them
ways-in.json        how you come in: password, your company's service, two steps, known browsers; without what opens anything
invitations.json    those that you sent and those that you accepted
audit.json          what was noted of what you did and of what was done with you, in all accounts
manifest.json       bytes and SHA-256 of each of the others

If the download was cut, this zip does not open: its end is missing. Ask for it again.
Where some spreadsheet would read a formula in the CSV files, its first sign (= + - @) has an apostrophe before it.
Of what you did in an account to which you no longer belong, audit.json says what it was and when; what exactly it changed there is that account's.
What only lasts a moment is not here: half-sent uploads, half-done sign-ins, and the mails and messages that repeat your notifications.
What others share with you is theirs and is not here. What you left in an account to which you no longer belong is here as long as it is kept: 30 days.
`,
    profile: "profile.json",
    files: "files",
    file: "file.json",
    insights: "insights",
    rejects: "rejected-rows.csv",
    logs: "processing.json",
    runs: "runs.json",
    receipts: "receipts",
    notifications: "notifications.json",
    shares: "shares.json",
    sessions: "sessions.json",
    keys: "keys.json",
    webhooks: "webhooks.json",
    waysIn: "ways-in.json",
    invitations: "invitations.json",
    audit: "audit.json",
    manifest: "manifest.json",
    insightColumns: ["title", "description", "type", "confidence", "importance", "columns", "what to do"],
    rejectColumns: ["line", "column", "reason", "text"],
  },
} as const;

export type ExportWords = (typeof words)["es" | "en"];

export function exportWords(tag: LanguageTag): ExportWords {
  return words[languageOf(tag)];
}
