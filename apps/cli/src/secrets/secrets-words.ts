import type { Locale } from "@caudal/contract/resources/common.ts";
import type { MasterKeyState } from "@caudal/contract/resources/master-key.ts";

export type SecretsSpeech = {
  readonly help: string;
  readonly phase: { readonly [K in MasterKeyState["phase"]]: (state: MasterKeyState) => string };
  readonly broken: (spots: readonly string[]) => string;
  readonly goesOn: string;
};

const es: SecretsSpeech = {
  help: `caudal secrets: la clave maestra que sella los secretos guardados en la base.

Uso:
  caudal secrets rotate [opciones]   pone una clave nueva y pasa todo a ella, sin detener el servidor
  caudal secrets status [opciones]   dice bajo qué clave está todo, y cómo va un cambio

Opciones:
  --url DIRECCIÓN   servidor (CAUDAL_URL; http://127.0.0.1:8080); desde otra máquina, con su clave en CAUDAL_METRICS_TOKEN
  --no-wait         no espera a que la clave anterior se retire: el servidor sigue solo
  --json            el estado como un documento JSON
  --lang es|en      idioma

Guarda una copia de secrets/master-key antes y después de cambiarla.

Estados de salida:
  0 hecho, o en marcha con --no-wait · 1 no se pudo, o hay textos que no abren · 2 uso incorrecto
`,
  phase: {
    done: (state) => `Todo está bajo la clave ${state.current}.`,
    wrapping: (state) => `Pasando todo a la clave ${state.current}: ${state.wrapped} hasta ahora.`,
    waiting: (state) =>
      `Todo está bajo la clave ${state.current}. La anterior (${state.retired.join(", ")}) se retira en unos minutos.`,
    droppable: (state) =>
      `Todo está bajo la clave ${state.current}. Ya puedes quitar de CAUDAL_MASTER_KEY las anteriores (${state.retired.join(", ")}) en todos los servidores.`,
  },
  broken: (spots) =>
    `Estos textos no abren con ninguna clave; la anterior se queda hasta que se arreglen o se borren:\n${spots.map((spot) => `  ${spot}\n`).join("")}`,
  goesOn: "El servidor sigue con el cambio, aunque esta orden termine.",
};

const en: SecretsSpeech = {
  help: `caudal secrets: the master key that seals the secrets kept in the database.

Usage:
  caudal secrets rotate [options]    makes a new key and puts everything under it, while the server works
  caudal secrets status [options]    says under which key everything is, and how far a change is

Options:
  --url ADDRESS     server (CAUDAL_URL; http://127.0.0.1:8080); from another machine, with its key in CAUDAL_METRICS_TOKEN
  --no-wait         does not wait until the old key is gone: the server goes on by itself
  --json            the state as a JSON document
  --lang es|en      language

Keep a copy of secrets/master-key before and after you change it.

Exit codes:
  0 done, or going on with --no-wait · 1 it could not be done, or texts do not open · 2 wrong usage
`,
  phase: {
    done: (state) => `Everything is under the key ${state.current}.`,
    wrapping: (state) => `Putting everything under the key ${state.current}: ${state.wrapped} so far.`,
    waiting: (state) =>
      `Everything is under the key ${state.current}. The old one (${state.retired.join(", ")}) goes in a few minutes.`,
    droppable: (state) =>
      `Everything is under the key ${state.current}. You may take the old ones (${state.retired.join(", ")}) out of CAUDAL_MASTER_KEY on all servers.`,
  },
  broken: (spots) =>
    `These texts open with no key; the old one stays until they are mended or deleted:\n${spots.map((spot) => `  ${spot}\n`).join("")}`,
  goesOn: "The server goes on with the change, also when this command ends.",
};

export const secretsSpeech: Readonly<Record<Locale, SecretsSpeech>> = { es, en };
