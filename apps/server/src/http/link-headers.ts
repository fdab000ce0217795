import { linkApiPath, linkPagePath } from "@caudal/contract/routes/links.ts";

/** Whether an address holds the token of a link. */
export function isLink(path: string): boolean {
  return path.startsWith(linkPagePath) || path.startsWith(linkApiPath);
}

/** An address that opens a file is told to nobody: to no page that it leads to, and to no search engine. */
export const linkHeaders: readonly (readonly [string, string])[] = [
  ["referrer-policy", "no-referrer"],
  ["x-robots-tag", "noindex, nofollow, noarchive"],
];
