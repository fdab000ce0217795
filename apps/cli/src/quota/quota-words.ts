import type { Locale } from "@caudal/contract/resources/common.ts";

/** A figure in words (null: no limit), and whether it is the settings' and not the account's own. */
type Figure = { readonly text: string | null; readonly bySettings: boolean };

type QuotaSpeech = {
  readonly help: string;
  readonly line: (used: string, storage: Figure, usedFiles: string, files: Figure, runs: Figure) => string;
  /** What of it whoever left had brought. */
  readonly departed: (bytes: string, files: string) => string;
  readonly none: string;
  readonly noAccount: string;
};

export const quotaSpeech: Readonly<Record<Locale, QuotaSpeech>> = {
  es: {
    help: `caudal quota: cuánto guarda cada cuenta de un servidor, y cuánto puede.

Uso:
  caudal quota                                   lista las cuentas
  caudal quota CUENTA [--storage T] [--files N] [--runs N]
                                                 muestra una, o cambia lo que puede

  CUENTA            su identificador, como sale en la lista
  --storage TAMAÑO  cuánto puede guardar, por ejemplo 10GB; default: lo que digan los ajustes
  --files N         cuántos archivos puede guardar; default: lo que digan los ajustes
  --runs N          cuántos archivos procesa a la vez; default: lo que digan los ajustes
  --url DIRECCIÓN   el servidor (CAUDAL_URL; http://127.0.0.1:8080)
  --json            escribe la lista como JSON
  --lang es|en      idioma

Es para quien opera Caudal: en la máquina del servidor, como el usuario que lo ejecuta y con su CAUDAL_DATA_DIR; o con su clave en CAUDAL_METRICS_TOKEN.
`,
    line: (used, storage, usedFiles, files, runs) =>
      `usa ${used} de ${storage.text ?? "lo que quepa"}${storage.bySettings ? " (ajustes)" : ""} · archivos: ${usedFiles} de ${files.text ?? "los que quepan"}${files.bySettings ? " (ajustes)" : ""} · a la vez: ${runs.text}${runs.bySettings ? " (ajustes)" : ""}`,
    departed: (bytes, files) =>
      `de ello, de quienes salieron: ${bytes}, archivos: ${files} · solo cuenta lo que pase de un límite entero, y se borra a los 30 días`,
    none: "Todavía no hay cuentas.",
    noAccount: "No hay ninguna cuenta con ese identificador. «caudal quota» las lista.",
  },
  en: {
    help: `caudal quota: how much each account of a server keeps, and how much it may.

Usage:
  caudal quota                                    lists the accounts
  caudal quota ACCOUNT [--storage S] [--files N] [--runs N]
                                                  shows one, or changes what it may

  ACCOUNT           its id, as it stands in the list
  --storage SIZE    how much it may keep, such as 10GB; default: what the settings say
  --files N         how many files it may keep; default: what the settings say
  --runs N          how many files it processes at once; default: what the settings say
  --url ADDRESS     the server (CAUDAL_URL; http://127.0.0.1:8080)
  --json            writes the list as JSON
  --lang es|en      language

It is for whoever operates Caudal: on the server's machine, as the user who runs it and with its CAUDAL_DATA_DIR; or with its token in CAUDAL_METRICS_TOKEN.
`,
    line: (used, storage, usedFiles, files, runs) =>
      `uses ${used} of ${storage.text ?? "what there is"}${storage.bySettings ? " (settings)" : ""} · files: ${usedFiles} of ${files.text ?? "as many as fit"}${files.bySettings ? " (settings)" : ""} · at once: ${runs.text}${runs.bySettings ? " (settings)" : ""}`,
    departed: (bytes, files) =>
      `of it, left by those who are gone: ${bytes}, files: ${files} · only what is more than a whole limit counts, and it is deleted after 30 days`,
    none: "There are no accounts yet.",
    noAccount: "There is no account with that id. “caudal quota” lists them.",
  },
};
