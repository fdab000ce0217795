import { type FaultCatalogue, quoted, words } from "../fault-words.ts";

export const receiptsFaults = {
  receipt_key_invalid: words(
    "The receipts' key cannot be used",
    (p) => `The key${quoted(p["path"], "“", "”")} is no Ed25519 key in PEM or JWK.`,
    "Put the right key there. To make one: openssl genpkey -algorithm ed25519",
  ),
  receipt_unreadable: words(
    "This is no receipt",
    (p) => `The file${quoted(p["path"], "“", "”")} is no receipt that this version understands.`,
    "Use a receipt as Caudal downloads it, unchanged, and a version of Caudal at least as new.",
  ),
} satisfies Partial<FaultCatalogue>;
