import type { AuditHeads } from "@caudal/contract/resources/audit-heads.ts";
import type { Locale } from "@caudal/contract/resources/common.ts";

type AcknowledgeSpeech = {
  readonly whole: string;
  readonly waits: string;
  readonly done: string;
  readonly next: (id: string) => string;
  /** What was found, by a head as it is noted down. */
  readonly found: Readonly<Record<AuditHeads["found"][number]["why"], (head: string) => string>>;
  readonly when: (at: string, chain: string) => string;
  readonly nothing: string;
};

export const acknowledgeSpeech: Readonly<Record<Locale, AcknowledgeSpeech>> = {
  es: {
    whole: "La cadena tiene las cabezas que se guardaron fuera de la base. No hay nada que reconocer.",
    waits: "La cadena de la auditoría no tiene lo que se guardó de ella fuera de la base:",
    done: "Reconocido, y queda en la auditoría. Las cabezas anteriores están aparte en la carpeta de datos; empiezan otras. Era:",
    next: (id) =>
      `Compruébala con «caudal audit verify». Solo si sabes por qué pasó (por ejemplo, restauraste una copia). Mientras siga pendiente no se quita nada de objects/; después se quita lo que esta base no conoce y tiene más de un día. Si quizá vuelvas a una base más nueva, copia antes objects/.\n  caudal audit acknowledge ${id} --because "POR QUÉ"`,
    found: {
      gone: (head) => `Le falta el final: no tiene la cabeza ${head}.`,
      differs: (head) => `Se reescribió: donde estaba la cabeza ${head} tiene otro eslabón.`,
      forged: () => "Entre las cabezas hay una línea que no lleva la firma de esta clave.",
    },
    when: (at, chain) => `(visto el ${at} UTC, cuando terminaba en ${chain})`,
    nothing: "nada",
  },
  en: {
    whole: "The chain has the heads that were kept outside of the database. There is nothing to acknowledge.",
    waits: "The audit's chain does not have what was kept of it outside of the database:",
    done: "Acknowledged, and the audit says so. The earlier heads are put aside in the data folder; new ones begin. It was:",
    next: (id) =>
      `Verify it with “caudal audit verify”. Only if you know why it happened (you restored a copy, for example). While it waits nothing is removed from objects/; afterwards what this database does not know and is older than a day goes. If you might go back to a newer database, copy objects/ first.\n  caudal audit acknowledge ${id} --because "WHY"`,
    found: {
      gone: (head) => `Its tail is missing: it does not have the head ${head}.`,
      differs: (head) => `It was rewritten: where the head ${head} was it has another link.`,
      forged: () => "Among the heads is a line that does not bear this key's signature.",
    },
    when: (at, chain) => `(seen at ${at} UTC, when it ended at ${chain})`,
    nothing: "nothing",
  },
};
