import { lazyRouteComponent } from "@tanstack/react-router";
import type { Words } from "../../i18n/es/words.ts";

export type ProfileSection = {
  /** Its address below /profile; "" is /profile itself. */
  readonly path: string;
  readonly word: (sections: Words["people"]["sections"]) => string;
  readonly component: ReturnType<typeof lazyRouteComponent>;
};

/** The sections of a person's profile, in the order in which they stand. */
export const profileSections: readonly ProfileSection[] = [
  {
    path: "",
    word: (sections) => sections.you,
    component: lazyRouteComponent(() => import("./you.tsx"), "YouSection"),
  },
  {
    path: "security",
    word: (sections) => sections.security,
    component: lazyRouteComponent(() => import("./security/security.tsx"), "SecuritySection"),
  },
  {
    path: "access",
    word: (sections) => sections.access,
    component: lazyRouteComponent(() => import("./access.tsx"), "AccessSection"),
  },
  {
    path: "notices",
    word: (sections) => sections.notices,
    component: lazyRouteComponent(() => import("./notices.tsx"), "NoticesSection"),
  },
  {
    path: "data",
    word: (sections) => sections.data,
    component: lazyRouteComponent(() => import("./data.tsx"), "DataSection"),
  },
];
