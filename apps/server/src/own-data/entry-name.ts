const longest = 100;

/**
 * A name from a person as a name within an archive, that unpacks on any system into its own folder and starts no formula where names are listed
 * in a spreadsheet. What cannot be kept becomes "_".
 */
export function entryName(name: string): string {
  const plain = name
    .toWellFormed()
    .replace(/[\p{Cc}/\\:*?"<>|]/gu, "_")
    .replace(/^[\s.=+\-@]+/, (signs) => "_".repeat(signs.length))
    .replace(/[\s.]+$/, "");
  const signs = [...plain];
  if (signs.length <= longest) return plain === "" ? "_" : plain;
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(plain)?.[0] ?? "";
  return signs.slice(0, longest - extension.length).join("") + extension;
}
