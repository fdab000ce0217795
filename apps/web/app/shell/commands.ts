import type { FileResource } from "@caudal/contract/resources/file.ts";

export type Command = {
  readonly id: string;
  readonly group: string;
  readonly text: string;
  readonly hint?: string;
  readonly run: () => void;
};

/** Text as people compare it: without case and without accents. */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The commands that hold every word typed, those that begin with it first, otherwise in the order given. */
export function findCommands<C extends { readonly text: string }>(commands: readonly C[], typed: string): readonly C[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const holds = commands.filter((command) => words.every((word) => plain(command.text).includes(word)));
  const first = words[0];
  if (first === undefined) return holds;
  return holds.toSorted((a, b) => Number(plain(b.text).startsWith(first)) - Number(plain(a.text).startsWith(first)));
}

export function fileCommands(
  files: readonly FileResource[],
  group: string,
  open: (id: string) => void,
): readonly Command[] {
  return files.map((file) => ({ id: `file-${file.id}`, group, text: file.file_name, run: () => open(file.id) }));
}
