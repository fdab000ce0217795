export type { Finding, FindingOf } from "@caudal/contract/findings/finding.ts";
