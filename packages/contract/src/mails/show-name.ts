const longest = 80;

/**
 * A name as a mail shows it: short, and with a space after what mail programs take for a link, so that nobody's name leads anywhere.
 * "J.R. Paz" reads "J. R. Paz"; "https://evil.example" reads "https: //evil. example".
 */
export function showName(name: string): string {
  const apart = name.replace(/[.:@\u3002\uff0e\uff61](?=\S)/gu, "$& ");
  const signs = [...apart];
  return signs.length <= longest ? apart : `${signs.slice(0, longest - 1).join("")}…`;
}
