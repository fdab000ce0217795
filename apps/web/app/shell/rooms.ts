import { Building2, Files, House } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { managers } from "@caudal/contract/access/roles.ts";
import type { Me } from "@caudal/contract/resources/me.ts";
import type { Words } from "../i18n/es/words.ts";
import { paths } from "../paths.ts";

export type Room = {
  readonly path: string;
  readonly Icon: LucideIcon;
  readonly word: (w: Words) => string;
  readonly holds: (pathname: string) => boolean;
  /** Whether this person may enter; the server refuses all the same. */
  readonly opens: (me: Me) => boolean;
};

/** The rooms of the house that exist. */
const rooms: readonly Room[] = [
  {
    path: paths.home(),
    Icon: House,
    word: (w) => w.frame.home,
    holds: (pathname) => pathname === "/",
    opens: () => true,
  },
  {
    path: paths.files(),
    Icon: Files,
    word: (w) => w.frame.files,
    holds: (pathname) => pathname.startsWith("/files"),
    opens: () => true,
  },
  {
    path: paths.admin(),
    Icon: Building2,
    word: (w) => w.admin.title,
    holds: (pathname) => pathname.startsWith("/admin"),
    opens: (me) => isManager(me),
  },
];

/** The rooms that this person may enter. */
export function roomsFor(me: Me): readonly Room[] {
  return rooms.filter((room) => room.opens(me));
}

export function isManager(me: Me): boolean {
  return managers.some((role) => role === me.account.role);
}
