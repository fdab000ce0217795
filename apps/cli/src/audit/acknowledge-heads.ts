import { env, stderr, stdout } from "node:process";
import { Fault } from "@caudal/base/fault.ts";
import { createClient, ProblemError } from "@caudal/contract/client/client.ts";
import { faultText } from "@caudal/contract/faults/problem-of.ts";
import { languageOf, type LanguageTag } from "@caudal/contract/format/language-tag.ts";
import type { AuditHeads } from "@caudal/contract/resources/audit-heads.ts";
import { exitCodes, type ExitCode } from "../exit-code.ts";
import { operatorHeaders } from "../operator-token.ts";
import { acknowledgeSpeech } from "./acknowledge-words.ts";
import type { AcknowledgeOptions } from "./parse-audit.ts";

/** `caudal audit acknowledge`: what the server found of its audit's heads, and that its operator knows why. 1 while something waits. */
export async function acknowledgeHeads(options: AcknowledgeOptions, tag: LanguageTag): Promise<ExitCode> {
  const { of, url } = options;
  const headers = await operatorHeaders(url, env, options.dataDir);
  const client = createClient({
    baseUrl: url.replace(/\/+$/, ""),
    locale: () => tag,
    headers: () => ({ ...headers }),
    fetch: (input, init) => fetch(input, { ...init, redirect: "error" }),
  });
  try {
    const found = await client.getAuditHeads();
    if (of === null) {
      write(found, options, tag);
      return found.agrees ? exitCodes.done : exitCodes.failed;
    }
    // What was shown a moment ago: the server refuses it where something else stands there by now.
    const after = await client.acknowledgeAuditHeads({ body: of });
    if (options.json) write(after, options, tag);
    else stdout.write(`${acknowledgeSpeech[languageOf(tag)].done}\n${foundText(found, tag)}`);
    return exitCodes.done;
  } catch (thrown) {
    const unreachable = (): Fault => new Fault("unavailable", { params: { url }, cause: thrown });
    const { title, detail, action } = thrown instanceof ProblemError ? thrown.problem : faultText(unreachable(), tag);
    stderr.write(`caudal: ${title}\n${detail}\n${action}\n`);
    return exitCodes.failed;
  }
}

function write(heads: AuditHeads, { json }: AcknowledgeOptions, tag: LanguageTag): void {
  const said = acknowledgeSpeech[languageOf(tag)];
  if (json) stdout.write(`${JSON.stringify(heads, null, 2)}\n`);
  else if (heads.id === null) stdout.write(`${said.whole}\n`);
  else stdout.write(`${said.waits}\n${foundText(heads, tag)}${said.next(heads.id)}\n`);
}

function foundText({ found }: AuditHeads, tag: LanguageTag): string {
  const said = acknowledgeSpeech[languageOf(tag)];
  const place = (at: { readonly position: number; readonly link: string } | null): string =>
    at === null ? said.nothing : `${at.position}:${at.link}`;
  return found
    .map(({ why, head, chain, found_at }) => {
      return `  · ${said.found[why](place(head))} ${said.when(found_at.slice(0, 19), place(chain))}\n`;
    })
    .join("");
}
