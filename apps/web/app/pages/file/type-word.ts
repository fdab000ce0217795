import type { Words } from "../../i18n/es/words.ts";

/** "decimal(12,2)" → «decimal»; a type without a word stays as it is. */
export function typeWord(type: string, w: Words): string {
  const kind = type.replace(/[0-9(].*$/, "");
  const words: Readonly<Record<string, string>> = w.file.types;
  return words[kind] ?? type;
}
