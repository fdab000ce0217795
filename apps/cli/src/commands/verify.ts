import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { stderr, stdout } from "node:process";
import { toFault } from "@caudal/base/fault.ts";
import type { LanguageTag } from "@caudal/contract/format/language-tag.ts";
import { receiptWords, renderCheck } from "@caudal/contract/receipts/receipt-words.ts";
import type { ReceiptContent, TableDigest } from "@caudal/contract/resources/receipt.ts";
import type { Check } from "@caudal/contract/resources/verification.ts";
import { hashFile } from "@caudal/flows/profile/hash-file.ts";
import { checked, difference, skipped } from "@caudal/receipts/check.ts";
import { compareFigures } from "@caudal/receipts/compare-figures.ts";
import { compareOriginal } from "@caudal/receipts/compare-original.ts";
import { compareRecord } from "@caudal/receipts/compare-record.ts";
import { compareContents } from "@caudal/receipts/compare-table.ts";
import { checkSeal } from "@caudal/receipts/seal-receipt.ts";
import { checkOfSeal, compareReceipt, verdictOf } from "@caudal/receipts/verify-receipt.ts";
import type { VerifyOptions } from "../options.ts";
import { fetchFacts, fetchKeys, type ServerAddress } from "../receipts/ask-server.ts";
import { readKeys, readReceipt } from "../receipts/read-receipt.ts";
import { causeLine } from "../words/cause-line.ts";
import { failureText } from "../words/failure-words.ts";
import { profileOnce } from "./profile.ts";

/** As the command's exit status: for scripts. */
export const verifyCodes = { intact: 0, signed: 0, differs: 1, unchecked: 2 } as const;

/** `caudal verify RECEIPT`: what still is as the receipt says, and what is not. */
export async function runVerify(options: VerifyOptions, tag: LanguageTag): Promise<0 | 1 | 2> {
  try {
    const checks = await verify(options, tag);
    const verdict = verdictOf(checks);
    const words = receiptWords(tag);
    const marks = { same: "✓", differs: "✗", replaced: "·", none: "·", unchecked: "?" } as const;
    for (const check of checks) {
      const { title, messages } = renderCheck(tag, check);
      stdout.write(`${marks[check.outcome]} ${title}: ${words.outcomes[check.outcome]}\n`);
      for (const message of messages) stdout.write(`    ${message}\n`);
    }
    stdout.write(`${words.verdicts[verdict]}\n`);
    return verifyCodes[verdict];
  } catch (error) {
    const fault = toFault(error);
    const { title, detail, action } = failureText(fault, tag);
    stderr.write(`caudal: ${title}\n${detail}\n${action}\n`);
    stderr.write(causeLine(fault.cause));
    return verifyCodes.unchecked;
  }
}

async function verify(options: VerifyOptions, tag: LanguageTag): Promise<readonly Check[]> {
  const { document, receipt } = await readReceipt(options.receipt);
  const server = options.url === null ? null : { url: options.url, apiKey: options.apiKey };
  const keys = options.keys !== null ? await readKeys(options.keys) : server === null ? null : await fetchKeys(server);
  const checks = [checkOfSeal(checkSeal(document, keys ?? { keys: [] }), keys !== null)];
  if (server !== null && options.asksServer) checks.push(...(await compareServer(server, receipt.receipt, document)));
  if (options.file !== null) checks.push(...(await compareFile(options, receipt.receipt, options.file, tag)));
  return checks;
}

/** What the server has now. A check that cannot be made is said: a signature alone compares nothing. */
async function compareServer(
  server: ServerAddress,
  receipt: ReceiptContent,
  document: unknown,
): Promise<readonly Check[]> {
  if (receipt.run.id === null) return [skipped("run", "unchecked", "no_run")];
  if (server.apiKey === null) return [skipped("run", "unchecked", "not_asked")];
  const now = await fetchFacts(server, receipt.run.id);
  if (now === null) return [checked("run", [difference("run_gone")])];
  return [compareRecord(Object(document).receipt, now.record), ...compareReceipt(receipt, now)];
}

/** The file as it is here: its bytes, and what the same engine counts in it when it reads it again. */
async function compareFile(
  options: VerifyOptions,
  { input, left }: ReceiptContent,
  file: string,
  tag: LanguageTag,
): Promise<readonly Check[]> {
  const path = resolve(file);
  const info = await stat(path).catch(() => null);
  if (info === null || !info.isFile()) return [compareOriginal(input, null)];
  const signal = new AbortController().signal;
  const original = compareOriginal(input, { size: info.size, sha256: await hashFile(path, signal) });
  if (left.rows === null) return [original];
  const scratchDir = await mkdtemp(join(tmpdir(), "caudal-verify-"));
  try {
    let table: TableDigest | null = null;
    // Read under the name that it had: a name tells how to read, where the content does not.
    const reading = { ...options, file: path, name: input?.name ?? basename(path) };
    const profile = await profileOnce(
      reading,
      tag,
      scratchDir,
      signal,
      () => undefined,
      (digest) => (table = digest),
    );
    return [original, contentsCheck(left.table, table), checked("figures", compareFigures(left, profile))];
  } catch (error) {
    // It changed so much that it cannot be read any more: that it changed is what there is to say.
    if (original.outcome === "differs") return [original];
    throw error;
  } finally {
    await rm(scratchDir, { recursive: true, force: true });
  }
}

function contentsCheck(left: TableDigest | null, now: TableDigest | null): Check {
  if (left === null || now === null) return skipped("table", "none");
  const found = compareContents(left, now);
  if (found.length === 0 && left.algorithm !== now.algorithm) return skipped("table", "unchecked", "other_engine");
  return checked("table", found);
}
