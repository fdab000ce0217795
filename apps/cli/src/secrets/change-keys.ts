import { setTimeout as wait } from "node:timers/promises";
import { env, stderr, stdout } from "node:process";
import { Fault, toFault } from "@caudal/base/fault.ts";
import { faultText } from "@caudal/contract/faults/problem-of.ts";
import { languageOf, type LanguageTag } from "@caudal/contract/format/language-tag.ts";
import { MasterKeyState } from "@caudal/contract/resources/master-key.ts";
import { masterKeyRoutes } from "@caudal/contract/routes/master-key.ts";
import { exitCodes, type ExitCode } from "../exit-code.ts";
import type { SecretsOptions } from "./parse-secrets.ts";
import { secretsSpeech } from "./secrets-words.ts";
import { operatorHeaders } from "../operator-token.ts";

/** `caudal secrets`: asks the server, which holds the keys, to change its master key, or how far that is. */
export async function changeKeys(options: SecretsOptions, tag: LanguageTag): Promise<ExitCode> {
  const said = secretsSpeech[languageOf(tag)];
  if (options.verb === "help") {
    stdout.write(said.help);
    return exitCodes.done;
  }
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  const tell = (state: MasterKeyState): void => {
    stdout.write(options.json ? `${JSON.stringify(state)}\n` : `${said.phase[state.phase](state)}\n`);
    if (!options.json && state.broken.length > 0) stdout.write(said.broken(state.broken));
  };
  try {
    let state = await ask(options, options.verb === "rotate" ? "rotateMasterKey" : "getMasterKey", interrupted.signal);
    tell(state);
    const waits = options.verb === "rotate" && !options.noWait;
    if (waits && !options.json && state.phase !== "done") stdout.write(`${said.goesOn}\n`);
    while (waits && state.phase !== "done" && state.broken.length === 0) {
      await wait(1_000, undefined, { signal: interrupted.signal });
      const next = await ask(options, "getMasterKey", interrupted.signal);
      if (next.phase !== state.phase) tell(next);
      state = next;
    }
    return state.broken.length === 0 ? exitCodes.done : exitCodes.failed;
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

async function ask(
  { url }: SecretsOptions,
  operation: keyof typeof masterKeyRoutes,
  signal: AbortSignal,
): Promise<MasterKeyState> {
  const { path, method } = masterKeyRoutes[operation];
  const unreachable = (reason: string, cause?: unknown): Fault =>
    new Fault("master_key_unreachable", { params: { url, reason }, cause });
  const response = await fetch(new URL(path, url), {
    method: method.toUpperCase(),
    signal,
    redirect: "error",
    headers: { ...(await operatorHeaders(url, env)) },
  }).catch((cause: unknown) => {
    throw unreachable("", cause);
  });
  const text = await response.text();
  if (response.status === 403) throw new Fault("metrics_refused");
  if (response.status === 409) throw new Fault("master_key_configured");
  if (!response.ok) throw unreachable(String(response.status));
  try {
    return MasterKeyState.parse(JSON.parse(text));
  } catch (cause) {
    throw unreachable(String(response.status), cause);
  }
}
