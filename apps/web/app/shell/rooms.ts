import { Files, House } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import type { Words } from "../i18n/es/words.ts";
import { paths } from "../paths.ts";

export type Room = {
  readonly path: string;
  readonly Icon: LucideIcon;
  readonly word: (w: Words) => string;
  readonly holds: (pathname: string) => boolean;
};

/** The rooms of the house that exist. */
export const rooms: readonly Room[] = [
  { path: paths.home(), Icon: House, word: (w) => w.frame.home, holds: (pathname) => pathname === "/" },
  { path: paths.files(), Icon: Files, word: (w) => w.frame.files, holds: (pathname) => pathname.startsWith("/files") },
];
