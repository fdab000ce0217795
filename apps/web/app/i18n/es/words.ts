import type { Format } from "../format.ts";
import { adminWords } from "./admin.ts";
import { auditWords } from "./audit.ts";
import { chartWords } from "./chart.ts";
import { fileWords } from "./file.ts";
import { frameWords } from "./frame.ts";
import { mailedWords } from "./mailed.ts";
import { peopleWords } from "./people.ts";
import { shareWords } from "./share.ts";
import { securityWords } from "./security.ts";
import { webhookWords } from "./webhooks.ts";

/** Spanish is the first language: its shape is the shape of every other catalogue. */
export function es(f: Format) {
  return {
    frame: frameWords(f),
    people: peopleWords(f),
    mailed: mailedWords(),
    security: securityWords(f),
    webhooks: webhookWords(),
    file: fileWords(f),
    chart: chartWords(f),
    share: shareWords(f),
    admin: adminWords(f),
    audit: auditWords(f),
  };
}

/** A catalogue that lacks one of these keys does not compile. */
export type Words = ReturnType<typeof es>;
