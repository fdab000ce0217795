import { mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { stderr, stdout } from "node:process";
import { styleText } from "node:util";
import { Fault, toFault } from "@caudal/base/fault.ts";
import { languageOf, type LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { ProfileDocument } from "@caudal/contract/resources/profile-document.ts";
import type { ReceiptContent, TableDigest } from "@caudal/contract/resources/receipt.ts";
import { readSigningKey } from "@caudal/receipts/receipt-key.ts";
import { sealReceipt } from "@caudal/receipts/seal-receipt.ts";
import { toStorageFault } from "@caudal/objects/storage-fault.ts";
import { localReceipt } from "../receipts/local-receipt.ts";
import { openEmbeddedEngine } from "@caudal/engines/embedded/open-embedded-engine.ts";
import { collectProfile } from "@caudal/flows/profile/collect-profile.ts";
import { defaultLimits } from "@caudal/sources/files/limits.ts";
import { exitCodeOf, exitCodes, type ExitCode } from "../exit-code.ts";
import type { ProfileOptions } from "../options.ts";
import { openProgressLine } from "../terminal/progress-line.ts";
import { writeInsights } from "../terminal/write-insights.ts";
import { failureText, hasFailureWords } from "../words/failure-words.ts";
import { words } from "../words/words.ts";

const maxSpillBytes = 50 * 2 ** 30;

/** `caudal profile FILE`: no server, no database; what was scratch is gone when it ends, also after Ctrl-C. */
export async function runProfile(options: ProfileOptions, tag: LanguageTag): Promise<ExitCode> {
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort(new Fault("run_cancelled"));
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  const progress = openProgressLine(!options.quiet);
  const scratchDir = await mkdtemp(join(tmpdir(), "caudal-profile-"));
  try {
    const started = performance.now();
    const startedAt = new Date();
    let table: TableDigest | null = null;
    const signal = interrupted.signal;
    const profile = await profileOnce(options, tag, scratchDir, signal, progress.show, (digest) => (table = digest));
    progress.clear();
    if (options.receipt !== null)
      await writeReceipt(
        options.receipt,
        localReceipt(profile, table, { started: startedAt, finished: new Date() }),
        options.signWith,
      );
    if (options.json) stdout.write(`${JSON.stringify(profile, null, 2)}\n`);
    else
      stdout.write(
        writeInsights(profile, {
          tag,
          top: options.top,
          seconds: (performance.now() - started) / 1000,
          // As Node decides it: NO_COLOR, FORCE_COLOR, TERM=dumb, and whether it is a terminal at all.
          color: styleText("bold", "x", { stream: stdout }) !== "x",
          columns: stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY,
        }),
      );
    return exitCodes.done;
  } catch (error) {
    progress.clear();
    const fault = interrupted.signal.aborted ? new Fault("run_cancelled") : toFault(error);
    const { title, detail, action } = failureText(fault, tag);
    stderr.write(`caudal: ${title}\n${detail}\n${action}\n`);
    if (
      fault.code === "engine_query_failed" ||
      fault.code === "internal" ||
      !hasFailureWords(fault.code, languageOf(tag))
    )
      stderr.write(`${technicalCause(fault)}\n`);
    return exitCodeOf(fault);
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
    await rm(scratchDir, { recursive: true, force: true });
  }
}

/** Beside the receipt's file first, then in its place: whoever reads it reads all of it. Without a key it says that nobody signed it. */
async function writeReceipt(path: string, content: ReceiptContent, keyPath: string | null): Promise<void> {
  const pem = keyPath === null ? null : await readFile(keyPath, "utf8").catch(missing(keyPath));
  const document =
    pem === null ? { receipt: content, seal: null } : sealReceipt(content, readSigningKey(pem), new Date());
  const draft = `${path}.${process.pid}.part`;
  try {
    await writeFile(draft, `${JSON.stringify(document, null, 2)}\n`, { flush: true });
    await rename(draft, path);
  } catch (cause) {
    throw toStorageFault(cause);
  } finally {
    await rm(draft, { force: true });
  }
}

function missing(name: string): (cause: unknown) => never {
  return (cause) => {
    throw new Fault("file_missing", { params: { name }, cause });
  };
}

/** Reads a file as `caudal profile` does. `name`: under which it is read, where it is not its own. */
export async function profileOnce(
  options: Pick<ProfileOptions, "file" | "memoryBytes" | "threads"> & { readonly name?: string },
  tag: LanguageTag,
  scratchDir: string,
  signal: AbortSignal,
  show: (text: string, fraction: number) => void,
  onTable: (digest: TableDigest) => void,
): Promise<ProfileDocument> {
  const path = resolve(options.file);
  const info = await stat(path).catch((error: unknown) => {
    throw new Fault("file_missing", { params: { name: options.file }, cause: error });
  });
  if (!info.isFile()) throw new Fault("file_missing", { params: { name: options.file, folder: info.isDirectory() } });
  const said = words[languageOf(tag)];
  return collectProfile({
    file: { path, name: options.name ?? basename(path), size: info.size },
    locale: tag,
    scratchDir,
    limits: { ...defaultLimits, maxReaderBytes: options.memoryBytes },
    signal,
    openEngine: (signal) =>
      openEmbeddedEngine({
        memoryLimitBytes: options.memoryBytes,
        threads: options.threads ?? availableParallelism(),
        spillDir: join(scratchDir, "spill"),
        maxSpillBytes,
        allowedPaths: [path, `${scratchDir}/`],
        signal,
      }),
    onTable,
    onProgress: (step, fraction) => show(said.step[step], fraction),
  });
}

/** What a person can hand on to who develops Caudal: these failures are ours, and this terminal is the only log there is. */
function technicalCause(fault: Fault): string {
  const cause = fault.cause instanceof Error ? fault.cause : fault;
  return cause.stack ?? cause.message;
}
