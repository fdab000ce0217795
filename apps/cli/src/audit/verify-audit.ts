import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { env, stderr, stdout } from "node:process";
import { deriveAuditKey, type AuditKey } from "@caudal/audit/audit-key.ts";
import { linesOfHeads } from "@caudal/audit/chain-head.ts";
import { parseDisagreement } from "@caudal/audit/disagreement.ts";
import type { AuditReport } from "@caudal/audit/finding.ts";
import { createChainVerifier } from "@caudal/audit/verify-chain.ts";
import { Fault, toFault } from "@caudal/base/fault.ts";
import { faultText } from "@caudal/contract/faults/problem-of.ts";
import { languageOf, type LanguageTag } from "@caudal/contract/format/language-tag.ts";
import { exitCodes, type ExitCode } from "../exit-code.ts";
import { auditSpeech } from "./audit-words.ts";
import type { AuditOptions } from "./parse-audit.ts";
import { openChain, readChain } from "./read-chain.ts";
import { writeReport } from "./write-report.ts";
import { operatorHeaders } from "../operator-token.ts";

/** `caudal audit verify`: 0 when nothing was tampered with, 1 when something was, or when that could not be told. */
export async function verifyAudit(options: AuditOptions, tag: LanguageTag): Promise<ExitCode> {
  if (options.help) {
    stdout.write(auditSpeech[languageOf(tag)].help);
    return exitCodes.done;
  }
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    const report = await verify(options, interrupted.signal);
    stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : writeReport(report, tag));
    return report.findings.length === 0 ? exitCodes.done : exitCodes.failed;
  } catch (error) {
    if (interrupted.signal.aborted) return exitCodes.interrupted;
    const { title, detail, action } = faultText(toFault(error), tag);
    stderr.write(`caudal: ${title}\n${detail}\n${action}\n`);
    return exitCodes.failed;
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

async function verify(options: AuditOptions, signal: AbortSignal): Promise<AuditReport> {
  const key = await readKey(options);
  const lines = await readHeads(options);
  const verifier = createChainVerifier(key, { lines, noted: options.heads });
  const source = await openChain(
    options.from,
    options.url,
    await operatorHeaders(options.url, env, options.dataDir),
    signal,
  );
  await readChain(source, (record) => {
    if (record.kind === "seal") verifier.seal(record.seal, record.entry);
    else verifier.unsealed(record.entry);
  });
  return verifier.report();
}

async function readKey({ keyFile, dataDir }: AuditOptions): Promise<AuditKey> {
  const configured = keyFile === null ? env["CAUDAL_AUDIT_KEY"] : undefined;
  const path = keyFile ?? join(dataDir, "secrets", "audit-key");
  const secret = configured ?? (await readFile(path, "utf8").catch(() => "")).trim();
  if (secret.length < 32) throw new Fault("audit_key_missing", { params: { path } });
  return deriveAuditKey(secret);
}

/**
 * The heads that the server found missing in the chain count too: the file thins them out in time. A folder without heads has none to compare with, which the report
 * says; a file that was named must be there.
 */
async function readHeads({ headsFile, dataDir }: AuditOptions): Promise<readonly string[]> {
  const path = headsFile ?? join(dataDir, "audit", "heads.jsonl");
  try {
    const lines = linesOfHeads(await readFile(path, "utf8"));
    if (headsFile !== null) return lines;
    const found = linesOfHeads(await readFile(join(dataDir, "audit", "disagreements.jsonl"), "utf8").catch(() => ""))
      .map(parseDisagreement)
      .flatMap((each) => (each === null || each.why === "forged" || lines.includes(each.line) ? [] : [each.line]));
    return [...lines, ...found];
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    if (isMissing && headsFile === null) return [];
    throw new Fault("audit_heads_unreadable", { params: { path }, cause });
  }
}
