import { env, stderr, stdout } from "node:process";
import { Fault } from "@caudal/base/fault.ts";
import { createClient, ProblemError } from "@caudal/contract/client/client.ts";
import { faultText } from "@caudal/contract/faults/problem-of.ts";
import { languageOf, type LanguageTag } from "@caudal/contract/format/language-tag.ts";
import { exitCodes, type ExitCode } from "../exit-code.ts";
import { operatorHeaders } from "../operator-token.ts";
import type { SecondFactorOptions } from "./parse-second-factor.ts";
import { secondFactorSpeech } from "./second-factor-words.ts";

/** `caudal second-factor remove`: asks the server as its operator. */
export async function removeSecondFactor(options: SecondFactorOptions, tag: LanguageTag): Promise<ExitCode> {
  const said = secondFactorSpeech[languageOf(tag)];
  if (options.help) {
    stdout.write(said.help);
    return exitCodes.done;
  }
  const headers = await operatorHeaders(options.url, env);
  const client = createClient({
    baseUrl: options.url.replace(/\/+$/, ""),
    locale: () => tag,
    headers: () => ({ ...headers }),
    fetch: (input, init) => fetch(input, { ...init, redirect: "error" }),
  });
  try {
    const { removed, sessions } = await client.removeSecondFactor({ body: { email: options.email } });
    stdout.write(`${removed ? said.removed(options.email, sessions) : said.none(options.email)}\n`);
    return exitCodes.done;
  } catch (thrown) {
    const { title, detail, action } = thrown instanceof ProblemError ? thrown.problem : textOf(thrown, options, tag);
    stderr.write(`caudal: ${title}\n${detail}\n${action}\n`);
    return exitCodes.failed;
  }
}

/** Nobody answered there, or what answered is no Caudal. */
function textOf(cause: unknown, { url }: SecondFactorOptions, tag: LanguageTag) {
  return faultText(new Fault("unavailable", { params: { url }, cause }), tag);
}
