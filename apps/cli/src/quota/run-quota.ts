import { env, stderr, stdout } from "node:process";
import { Fault, toFault } from "@caudal/base/fault.ts";
import { addressOf } from "@caudal/contract/client/client.ts";
import { bytesInWords, countInWords } from "@caudal/contract/faults/fault-words.ts";
import { faultText } from "@caudal/contract/faults/problem-of.ts";
import { languageOf, type LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { AccountQuotaItem, AccountQuotaPage } from "@caudal/contract/resources/account-use.ts";
import { listAccountQuotas, setAccountQuota } from "@caudal/contract/routes/quotas.ts";
import { exitCodes, type ExitCode } from "../exit-code.ts";
import type { QuotaOptions } from "./parse-quota.ts";
import { quotaSpeech } from "./quota-words.ts";
import { operatorHeaders } from "../operator-token.ts";
import { causeLine } from "../words/cause-line.ts";

/** `caudal quota`: what accounts keep and may, and how much one may from now on. */
export async function runQuota(options: QuotaOptions, tag: LanguageTag): Promise<ExitCode> {
  const said = quotaSpeech[languageOf(tag)];
  if (options.help) {
    stdout.write(said.help);
    return exitCodes.done;
  }
  try {
    const { accounts, defaults } = await listAccounts(options.url);
    if (options.account === null) {
      write(accounts, defaults, options.json, tag);
      if (accounts.length === 0 && !options.json) stdout.write(`${said.none}\n`);
      return exitCodes.done;
    }
    const before = accounts.find((each) => each.id === options.account?.toLowerCase());
    if (before === undefined) {
      stderr.write(`${said.noAccount}\n`);
      return exitCodes.failed;
    }
    const after = {
      ...before,
      storage_bytes: options.storage === undefined ? before.storage_bytes : options.storage,
      files: options.files === undefined ? before.files : options.files,
      runs: options.runs === undefined ? before.runs : options.runs,
    };
    if (options.storage !== undefined || options.files !== undefined || options.runs !== undefined)
      await ask(options.url, addressOf(setAccountQuota, { params: { id: before.id } }), {
        method: "PATCH",
        // What is not named is not sent, and stays, whatever somebody else sets meanwhile.
        body: JSON.stringify({ storage_bytes: options.storage, files: options.files, runs: options.runs }),
      });
    write([after], defaults, options.json, tag);
    return exitCodes.done;
  } catch (error) {
    const fault = toFault(error);
    const { title, detail, action } = faultText(fault, tag);
    stderr.write(`caudal: ${title}\n${detail}\n${action}\n`);
    stderr.write(causeLine(fault.cause));
    return exitCodes.failed;
  }
}

type Defaults = AccountQuotaPage["defaults"];

function write(accounts: readonly AccountQuotaItem[], defaults: Defaults, json: boolean, tag: LanguageTag): void {
  if (json) stdout.write(`${JSON.stringify(accounts, null, 2)}\n`);
  else
    for (const account of accounts) {
      const { id, name, used_bytes: used, storage_bytes: storage, used_files: usedFiles, files, runs } = account;
      // A name was written by somebody, and may hold what moves a terminal's cursor.
      const plain = name.replaceAll(/\p{C}/gu, "·");
      const most = storage ?? defaults.storage_bytes;
      const mostFiles = files ?? defaults.files;
      const said = quotaSpeech[languageOf(tag)];
      const line = said.line(
        bytesInWords(used, tag) || "0 B",
        { text: most === null ? null : bytesInWords(most, tag) || "0 B", bySettings: storage === null },
        countInWords(usedFiles, tag),
        { text: mostFiles === null ? null : countInWords(mostFiles, tag), bySettings: files === null },
        { text: String(runs ?? defaults.runs), bySettings: runs === null },
      );
      const departed =
        account.departed_bytes === 0 && account.departed_files === 0
          ? ""
          : `\n    ${said.departed(bytesInWords(account.departed_bytes, tag) || "0 B", countInWords(account.departed_files, tag))}`;
      stdout.write(`${id}  ${plain}\n    ${line}${departed}\n`);
    }
}

async function listAccounts(
  url: string,
): Promise<{ readonly accounts: readonly AccountQuotaItem[]; readonly defaults: Defaults }> {
  const accounts: AccountQuotaItem[] = [];
  let cursor: string | null = null;
  let defaults: Defaults;
  do {
    const address: string = addressOf(listAccountQuotas, { query: cursor === null ? {} : { cursor } });
    const response = await ask(url, address, { method: "GET" });
    const page = listAccountQuotas.answer.schema.parse(await response.json());
    accounts.push(...page.items);
    defaults = page.defaults;
    cursor = page.next;
  } while (cursor !== null);
  return { accounts, defaults };
}

/** @throws Fault `metrics_refused` where the server takes nobody here for its operator, `unavailable` for what else goes wrong. */
async function ask(url: string, path: string, init: RequestInit): Promise<Response> {
  const address = new URL(path, url);
  const headers = { "content-type": "application/json", ...(await operatorHeaders(url, env)) };
  const response = await fetch(address, {
    ...init,
    headers,
    redirect: "error",
    signal: AbortSignal.timeout(30_000),
  }).catch((cause: unknown) => {
    throw new Fault("unavailable", { params: { url: address.origin }, cause });
  });
  if (response.ok) return response;
  if (response.status === 403) throw new Fault("metrics_refused");
  throw new Fault("unavailable", { params: { url: address.origin }, cause: new Error(`${response.status}`) });
}
