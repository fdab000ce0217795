import type { AuditFinding } from "@caudal/audit/finding.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";

export type AuditSpeech = {
  readonly help: string;
  readonly whole: (seals: number) => string;
  readonly broken: (findings: number) => string;
  readonly finding: (finding: AuditFinding) => string;
  readonly more: (count: number) => string;
  readonly empty: string;
  readonly end: (position: number, noted: string, at: string) => string;
  readonly heads: (count: number) => string;
  readonly noHeads: string;
  readonly unsealed: (count: number, oldest: string) => string;
  readonly erasure: (entry: number, at: string, parts: number, sealed: boolean) => string;
};

const span = (from: number, to: number): string => (from === to ? String(from) : `${from}–${to}`);

const es: AuditSpeech = {
  help: `caudal audit: comprueba que nadie cambió, quitó ni agregó nada en la auditoría.

Uso:
  caudal audit verify [opciones]
  caudal audit acknowledge [ID --because "POR QUÉ"]
                            qué no cuadra con las cabezas guardadas fuera de la base, o que sabes
                            por qué; queda en la auditoría y las cabezas empiezan de nuevo

Opciones:
  --url DIRECCIÓN           servidor del que se pide la cadena (CAUDAL_URL; http://127.0.0.1:8080);
                            desde otra máquina, con su clave en CAUDAL_METRICS_TOKEN
  --from ARCHIVO            una cadena ya guardada, en vez de pedirla (-: entrada estándar)
  --data CARPETA            carpeta de datos (CAUDAL_DATA_DIR, o .caudal)
  --key ARCHIVO             la clave, si no es la de la carpeta de datos ni CAUDAL_AUDIT_KEY
  --heads ARCHIVO           las cabezas, si no son las de la carpeta de datos
  --head POSICIÓN:ESLABÓN   una cabeza que anotaste; se puede repetir
  --json                    el resultado como un documento JSON
  --lang es|en              idioma

Estados de salida:
  0 todo está como se selló · 1 algo se alteró o está pendiente, o no se pudo comprobar · 2 uso incorrecto
`,
  whole: (seals) =>
    `La auditoría está completa y sin alterar: ${seals} ${seals === 1 ? "entrada sellada" : "entradas selladas"}.`,
  broken: (count) => `La auditoría fue alterada: ${count} ${count === 1 ? "hallazgo" : "hallazgos"}.`,
  finding: (found) => {
    switch (found.kind) {
      case "entry_changed":
        return `Fila cambiada: la entrada ${found.entry} (posición ${found.position}) ya no dice ${found.part === "who" ? "quién fue" : "qué pasó"} como cuando se selló.`;
      case "seal_broken":
        return `Sello roto en la posición ${found.position}: de la entrada ${found.entry} ya no son los que se sellaron su momento, su cuenta, su acción, su tipo de objeto o su sello.`;
      case "entry_removed":
        return `Fila quitada: falta la entrada ${found.entry} (posición ${found.position}).`;
      case "seals_removed":
        return `Filas quitadas: faltan las posiciones ${span(found.from, found.to)} de la cadena.`;
      case "seal_inserted":
        return `Sello agregado: la posición ${found.position} (entrada ${found.entry}) aparece de más.`;
      case "erased_unlawfully":
        return `Contenido vaciado: a la entrada ${found.entry} le falta ${found.part === "who" ? "quién fue" : "qué pasó"}, y ningún borrado de una persona la nombra.`;
      case "erasure_differs":
        return `Borrado que no cuadra: la entrada ${found.entry} dice haber vaciado ${found.stated} y se vaciaron ${found.gone}.`;
      case "tail_removed":
        return `Final quitado: una cabeza llega hasta la posición ${found.to}, y la cadena termina antes de la ${found.from}.`;
      case "head_forged":
        return `Cabeza falsificada: la línea ${found.line} del archivo de cabezas no lleva la firma de esta clave.`;
      case "head_differs":
        return `Cadena reescrita: en la posición ${found.position} el eslabón no es el de la cabeza guardada.`;
      case "other_key":
        return `Otra clave: desde la posición ${found.position} se selló con la clave ${found.key}, que no es esta.`;
    }
  },
  more: (count) => `… y ${count} más (todos: --json)`,
  empty: "Todavía no hay nada sellado.",
  end: (position, noted, at) =>
    `Termina en la posición ${position}, sellada el ${at} UTC. Para anotarla: --head ${noted}`,
  heads: (count) =>
    `Se comparó con ${count} ${count === 1 ? "cabeza guardada" : "cabezas guardadas"} fuera de la base.`,
  noHeads: "Sin ninguna cabeza con que comparar, no se puede saber si le quitaron el final.",
  unsealed: (count, oldest) =>
    `Sin sellar todavía: ${count} ${count === 1 ? "entrada" : "entradas"}, desde el ${oldest} UTC. Si no baja, el servidor que sella está detenido.`,
  erasure: (entry, at, parts, sealed) =>
    `Borrado de una persona: entrada ${entry}, ${at} UTC, vació ${parts} ${parts === 1 ? "parte" : "partes"}${sealed ? "" : " (sin sellar todavía)"}.`,
};

const en: AuditSpeech = {
  help: `caudal audit: verifies that nobody changed, removed or added anything in the audit.

Usage:
  caudal audit verify [options]
  caudal audit acknowledge [ID --because "WHY"]
                            what does not agree with the heads outside of the database, or that you
                            know why; the audit says so, and heads begin anew

Options:
  --url ADDRESS             server that is asked for the chain (CAUDAL_URL; http://127.0.0.1:8080);
                            from another machine with its token in CAUDAL_METRICS_TOKEN
  --from FILE               a chain that was saved, instead of asking for it (-: standard input)
  --data FOLDER             data folder (CAUDAL_DATA_DIR, or .caudal)
  --key FILE                the key, when it is neither the data folder's nor CAUDAL_AUDIT_KEY
  --heads FILE              the heads, when they are not the data folder's
  --head POSITION:LINK      a head that you noted down; may be repeated
  --json                    the result as a JSON document
  --lang es|en              language

Exit status:
  0 all is as it was sealed · 1 something was altered or waits, or that could not be told · 2 wrong usage
`,
  whole: (seals) => `The audit is complete and unaltered: ${seals} sealed ${seals === 1 ? "entry" : "entries"}.`,
  broken: (count) => `The audit was altered: ${count} ${count === 1 ? "finding" : "findings"}.`,
  finding: (found) => {
    switch (found.kind) {
      case "entry_changed":
        return `Changed row: entry ${found.entry} (position ${found.position}) no longer says ${found.part === "who" ? "who it was" : "what happened"} as when it was sealed.`;
      case "seal_broken":
        return `Broken seal at position ${found.position}: of entry ${found.entry} its time, its account, its action, its kind of object or its seal are not what was sealed.`;
      case "entry_removed":
        return `Removed row: entry ${found.entry} (position ${found.position}) is missing.`;
      case "seals_removed":
        return `Removed rows: positions ${span(found.from, found.to)} of the chain are missing.`;
      case "seal_inserted":
        return `Added seal: position ${found.position} (entry ${found.entry}) should not be there.`;
      case "erased_unlawfully":
        return `Emptied content: entry ${found.entry} lacks ${found.part === "who" ? "who it was" : "what happened"}, and no erasure of a person names it.`;
      case "erasure_differs":
        return `Erasure that does not add up: entry ${found.entry} says that it emptied ${found.stated}, and ${found.gone} were emptied.`;
      case "tail_removed":
        return `Removed tail: a head reaches position ${found.to}, and the chain ends before ${found.from}.`;
      case "head_forged":
        return `Forged head: line ${found.line} of the file of heads does not bear this key's signature.`;
      case "head_differs":
        return `Rewritten chain: at position ${found.position} the link is not that of the head that was kept.`;
      case "other_key":
        return `Another key: from position ${found.position} on it was sealed under key ${found.key}, which is not this one.`;
    }
  },
  more: (count) => `… and ${count} more (all of them: --json)`,
  empty: "Nothing is sealed yet.",
  end: (position, noted, at) =>
    `It ends at position ${position}, sealed at ${at} UTC. To note it down: --head ${noted}`,
  heads: (count) => `It was compared with ${count} ${count === 1 ? "head" : "heads"} kept outside of the database.`,
  noHeads: "Without a head to compare with nobody can tell whether its tail was removed.",
  unsealed: (count, oldest) =>
    `Not sealed yet: ${count} ${count === 1 ? "entry" : "entries"}, since ${oldest} UTC. If that does not fall, the server that seals stands still.`,
  erasure: (entry, at, parts, sealed) =>
    `Erasure of a person: entry ${entry}, ${at} UTC, emptied ${parts} ${parts === 1 ? "part" : "parts"}${sealed ? "" : " (not sealed yet)"}.`,
};

export const auditSpeech: Readonly<Record<Locale, AuditSpeech>> = { es, en };
