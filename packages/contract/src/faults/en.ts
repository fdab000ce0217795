import type { FaultCatalogue } from "./fault-words.ts";
import { requestsFaults } from "./en/requests.ts";
import { mailsFaults } from "./en/mails.ts";
import { peopleFaults } from "./en/people.ts";
import { credentialsFaults } from "./en/credentials.ts";
import { sharingFaults } from "./en/sharing.ts";
import { administrationFaults } from "./en/administration.ts";
import { uploadsFaults } from "./en/uploads.ts";
import { outsideFaults } from "./en/outside.ts";
import { filesFaults } from "./en/files.ts";
import { enginesFaults } from "./en/engines.ts";
import { runsFaults } from "./en/runs.ts";
import { auditFaults } from "./en/audit.ts";
import { receiptsFaults } from "./en/receipts.ts";
import { startingFaults } from "./en/starting.ts";

/** By area, as the codes stand in base/fault.ts. One without words does not compile. */
export const faultsEn: FaultCatalogue = {
  ...requestsFaults,
  ...peopleFaults,
  ...mailsFaults,
  ...credentialsFaults,
  ...sharingFaults,
  ...administrationFaults,
  ...uploadsFaults,
  ...outsideFaults,
  ...filesFaults,
  ...enginesFaults,
  ...runsFaults,
  ...auditFaults,
  ...receiptsFaults,
  ...startingFaults,
};
