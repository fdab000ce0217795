import { parseArgs } from "node:util";
import type { Locale } from "@caudal/contract/resources/common.ts";
import type { Command } from "./options.ts";

type Misuse = Extract<Command, { readonly name: "misuse" }>;
type Definitions = Readonly<
  Record<string, { readonly type: "string" | "boolean"; readonly short?: string; readonly multiple?: boolean }>
>;

/** What was written on the command line, in the names of its options. */
export type ReadOptions<Name extends string> = {
  readonly locale: Locale;
  readonly positionals: readonly string[];
  /** The last value of an option; null where it is absent. */
  text(name: Name): string | null;
  /** All values of an option that may come several times. */
  texts(name: Name): readonly string[];
  isSet(name: Name): boolean;
  wrong(text: string, kind?: Misuse["because"]["kind"]): Misuse;
};

/** Every command takes these. */
export const commonOptions = { lang: { type: "string" }, help: { type: "boolean", short: "h" } } as const;
/** Those that ask a server take these too. */
export const serverOptions = { url: { type: "string" }, ...commonOptions } as const;

/**
 * Reads options as all commands take them. Not strict: what `parseArgs` would say of an option that it does not know, it says in English, and
 * before --lang was read. An unknown option, a value that is missing or too much, and a language that is none of ours are misuse.
 */
export function readOptions<D extends Definitions>(
  args: readonly string[],
  definitions: D & typeof commonOptions,
  fallback: Locale,
): ReadOptions<keyof D & string> | Misuse {
  const options: Definitions = definitions;
  const { positionals, tokens } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const given = tokens.filter((token) => token.kind === "option");
  const texts = (name: string): readonly string[] =>
    given.flatMap((token) => (token.name === name && token.value !== undefined ? [token.value] : []));
  const text = (name: string): string | null => texts(name).at(-1) ?? null;
  const lang = text("lang");
  const locale = lang === "es" || lang === "en" ? lang : fallback;
  const wrong: ReadOptions<string>["wrong"] = (said, kind = "option") => ({
    name: "misuse",
    locale,
    because: { kind, text: said },
  });
  for (const token of given) {
    const definition = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (definition === undefined) return wrong(token.rawName);
    const takesValue = definition.type === "string";
    if (!takesValue && token.value !== undefined) return wrong(`${token.rawName}=${token.value}`);
    // A value that looks like an option was left out, unless it was tied to its own by a sign.
    if (takesValue && (token.value === undefined || (!token.inlineValue && /^-./.test(token.value))))
      return wrong(token.rawName, "value");
  }
  if (lang !== null && lang !== locale) return wrong(`--lang ${lang} (es, en)`);
  return { locale, positionals, text, texts, isSet: (name) => given.some((token) => token.name === name), wrong };
}

/** The server that is asked: the option's, the environment's, or the one on this machine; misuse where it is no address of one. */
export function readServerUrl(read: ReadOptions<"url">, known: string | undefined): string | Misuse {
  const url = read.text("url") ?? known ?? "http://127.0.0.1:8080";
  return isServerUrl(url) ? url : read.wrong(`--url ${url}`);
}

export function isServerUrl(url: string): boolean {
  return /^https?:$/.test(URL.parse(url)?.protocol ?? "");
}
