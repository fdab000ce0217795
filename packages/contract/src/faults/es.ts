import type { FaultCatalogue } from "./fault-words.ts";
import { requestsFaults } from "./es/requests.ts";
import { mailsFaults } from "./es/mails.ts";
import { peopleFaults } from "./es/people.ts";
import { credentialsFaults } from "./es/credentials.ts";
import { sharingFaults } from "./es/sharing.ts";
import { administrationFaults } from "./es/administration.ts";
import { uploadsFaults } from "./es/uploads.ts";
import { outsideFaults } from "./es/outside.ts";
import { filesFaults } from "./es/files.ts";
import { enginesFaults } from "./es/engines.ts";
import { runsFaults } from "./es/runs.ts";
import { auditFaults } from "./es/audit.ts";
import { receiptsFaults } from "./es/receipts.ts";
import { startingFaults } from "./es/starting.ts";

/** By area, as the codes stand in base/fault.ts. One without words does not compile. */
export const faultsEs: FaultCatalogue = {
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
