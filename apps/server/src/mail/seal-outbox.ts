import type { SealOutbox } from "@caudal/db/queries/outbox.ts";
import { sealText } from "@caudal/secrets/envelope.ts";
import type { Keyring } from "@caudal/secrets/keyring.ts";

/** Seals what the outbox holds for the row and recipient that it is put there for. */
export function sealOutbox(keyring: Keyring): SealOutbox {
  return (text, place) => sealText(keyring, text, place);
}
