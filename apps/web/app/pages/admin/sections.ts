import { lazyRouteComponent } from "@tanstack/react-router";
import { readAuditFilter } from "./audit/audit-filter.ts";
import type { Words } from "../../i18n/es/words.ts";

type Search = Readonly<Record<string, unknown>>;

export type AdminSection = {
  /** Its address below /admin; the first one is also what /admin opens. */
  readonly path: string;
  readonly word: (sections: Words["admin"]["sections"]) => string;
  readonly component: ReturnType<typeof lazyRouteComponent>;
  /** What its address carries besides, such as filters. */
  readonly validateSearch?: (search: Search) => Record<string, unknown>;
};

/** The sections of Administración, in the order in which they stand. */
export const adminSections: readonly AdminSection[] = [
  {
    path: "members",
    word: (sections) => sections.members,
    component: lazyRouteComponent(() => import("./members.tsx"), "MembersSection"),
  },
  {
    path: "invitations",
    word: (sections) => sections.invitations,
    component: lazyRouteComponent(() => import("./invitations.tsx"), "InvitationsSection"),
  },
  {
    path: "access-profiles",
    word: (sections) => sections.profiles,
    component: lazyRouteComponent(() => import("./access-profiles.tsx"), "AccessProfilesSection"),
  },
  {
    path: "companies",
    word: (sections) => sections.companies,
    component: lazyRouteComponent(() => import("./companies.tsx"), "CompaniesSection"),
  },
  {
    path: "tabs",
    word: (sections) => sections.tabs,
    component: lazyRouteComponent(() => import("./tabs.tsx"), "TabsSection"),
  },
  {
    path: "account",
    word: (sections) => sections.account,
    component: lazyRouteComponent(() => import("./account.tsx"), "AccountSection"),
  },
  {
    path: "use",
    word: (sections) => sections.use,
    component: lazyRouteComponent(() => import("./use.tsx"), "UseSection"),
  },
  {
    path: "audit",
    word: (sections) => sections.audit,
    component: lazyRouteComponent(() => import("./audit/audit.tsx"), "AuditSection"),
    validateSearch: readAuditFilter,
  },
];
