/** The first letters of the first and the last word of a name that begin with one: "Ana María Peña (ventas)" is AP. */
export function initials(name: string): string {
  const letters = name.split(/\s+/).flatMap((word) => /^[\p{L}\p{N}]\p{M}*/u.exec(word)?.[0] ?? []);
  const last = letters.length > 1 ? letters.at(-1) : "";
  return `${letters[0] ?? ""}${last}`.toLocaleUpperCase();
}
