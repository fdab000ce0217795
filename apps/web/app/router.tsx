import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { FileStatus } from "@caudal/contract/resources/file-status.ts";
import { problemCode } from "./api/failure.ts";
import { filesQuery, fileQuery, insightsQuery, meQuery, signInWaysQuery } from "./api/queries.ts";
import { NotFound, NotFoundPage, PageFailure } from "./pages/failures.tsx";
import { adminSections } from "./pages/admin/sections.ts";
import { profileSections } from "./pages/profile/sections.ts";
import { paths } from "./paths.ts";
import { Layout } from "./shell/layout.tsx";
import { Root } from "./shell/root.tsx";

type Search = Readonly<Record<string, unknown>>;
const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const whose = (value: unknown): "own" | "shared" | undefined =>
  value === "own" || value === "shared" ? value : undefined;
const whole = (value: unknown) =>
  typeof value === "number" && Number.isInteger(value) && value > 0 ? value : undefined;

const root = createRootRouteWithContext<{ readonly client: QueryClient }>()({
  component: Root,
  notFoundComponent: NotFoundPage,
});

const nextSearch = (search: Search) => ({ next: text(search["next"]) });
/** Before the page is shown, so that nothing moves when the other way to sign in turns up; without it the form is there all the same. */
const prefetchWays = ({ context }: { readonly context: { readonly client: QueryClient } }) =>
  context.client.prefetchQuery(signInWaysQuery);

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Search) => ({
    ...nextSearch(search),
    problem: text(search["problem"]),
    step: search["step"] === "second" ? ("second" as const) : undefined,
  }),
  loader: prefetchWays,
  component: lazyRouteComponent(() => import("./pages/sign-in.tsx"), "SignInPage"),
});
const proof = createRoute({
  getParentRoute: () => root,
  path: "/proof",
  validateSearch: (search: Search) => ({
    ...nextSearch(search),
    problem: text(search["problem"]),
    step: search["step"] === "code" ? ("code" as const) : undefined,
  }),
  component: lazyRouteComponent(() => import("./pages/proof.tsx"), "ProofPage"),
});
const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  validateSearch: nextSearch,
  loader: prefetchWays,
  component: lazyRouteComponent(() => import("./pages/sign-up.tsx"), "SignUpPage"),
});

const mailedLinks = [
  createRoute({
    getParentRoute: () => root,
    path: "/forgot",
    loader: prefetchWays,
    component: lazyRouteComponent(() => import("./pages/mailed/forgot.tsx"), "ForgotPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/reset",
    loader: prefetchWays,
    component: lazyRouteComponent(() => import("./pages/mailed/reset.tsx"), "ResetPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/confirm",
    loader: prefetchWays,
    component: lazyRouteComponent(() => import("./pages/mailed/confirm.tsx"), "ConfirmPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/confirm-email",
    component: lazyRouteComponent(() => import("./pages/mailed/confirm-email.tsx"), "ConfirmEmailPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/keep-email",
    component: lazyRouteComponent(() => import("./pages/mailed/keep-email.tsx"), "KeepEmailPage"),
  }),
];

const link = createRoute({
  getParentRoute: () => root,
  path: "/s/$token",
  component: lazyRouteComponent(() => import("./share/link-page.tsx"), "LinkPage"),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  loader: prefetchWays,
  component: lazyRouteComponent(() => import("./pages/invitation.tsx"), "InvitationPage"),
});
const secondFactor = createRoute({
  getParentRoute: () => root,
  path: "/second-factor",
  validateSearch: nextSearch,
  component: lazyRouteComponent(() => import("./pages/second-factor.tsx"), "SecondFactorPage"),
});
const noAccount = createRoute({
  getParentRoute: () => root,
  path: "/no-account",
  component: lazyRouteComponent(() => import("./pages/no-account.tsx"), "NoAccountPage"),
});

/** All that needs a person: without a session one is sent to sign in, and back here afterwards. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Layout,
  errorComponent: PageFailure,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.client.ensureQueryData(meQuery);
    } catch (thrown) {
      if (problemCode(thrown) === "not_signed_in")
        redirect({ href: paths.signIn(location.href === "/" ? undefined : location.href), throw: true });
      if (problemCode(thrown) === "second_factor_required")
        redirect({ href: paths.secondFactor(location.href === "/" ? undefined : location.href), throw: true });
      if (problemCode(thrown) === "no_membership") redirect({ href: paths.noAccount(), throw: true });
      throw thrown;
    }
  },
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: lazyRouteComponent(() => import("./pages/home.tsx"), "HomePage"),
});
const files = createRoute({
  getParentRoute: () => inside,
  path: "/files",
  validateSearch: (search: Search) => {
    const status = FileStatus.safeParse(search["status"]);
    return {
      status: status.success ? status.data : undefined,
      q: typeof search["q"] === "number" ? String(search["q"]) : text(search["q"]),
      whose: whose(search["whose"]),
    };
  },
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => void context.client.prefetchInfiniteQuery(filesQuery(deps)),
  component: lazyRouteComponent(() => import("./pages/files.tsx"), "FilesPage"),
});
const profile = createRoute({
  getParentRoute: () => inside,
  path: "/profile",
  component: lazyRouteComponent(() => import("./pages/profile/profile-page.tsx"), "ProfilePage"),
});
const profilePages = profileSections.map((section) =>
  createRoute({ getParentRoute: () => profile, path: section.path || "/", component: section.component }),
);

const file = createRoute({
  getParentRoute: () => inside,
  path: "/files/$fileId",
  loader: ({ context, params }) => {
    void context.client.prefetchQuery(fileQuery(params.fileId));
    void context.client.prefetchQuery(insightsQuery(params.fileId));
  },
  component: lazyRouteComponent(() => import("./pages/file/file-page.tsx"), "FilePage"),
});
const insights = createRoute({
  getParentRoute: () => file,
  path: "/",
  validateSearch: (search: Search) => ({ type: text(search["type"]) }),
  component: lazyRouteComponent(() => import("./pages/file/insights.tsx"), "InsightsSection"),
});
const rows = createRoute({
  getParentRoute: () => file,
  path: "/rows",
  validateSearch: (search: Search) => ({ row: whole(search["row"]), sort: text(search["sort"]) }),
  component: lazyRouteComponent(() => import("./pages/file/rows.tsx"), "RowsSection"),
});
const columns = createRoute({
  getParentRoute: () => file,
  path: "/columns",
  component: lazyRouteComponent(() => import("./pages/file/columns.tsx"), "ColumnsSection"),
});
const reading = createRoute({
  getParentRoute: () => file,
  path: "/reading",
  component: lazyRouteComponent(() => import("./pages/file/reading.tsx"), "ReadingSection"),
});
const rejects = createRoute({
  getParentRoute: () => file,
  path: "/rejects",
  component: lazyRouteComponent(() => import("./pages/file/rejects.tsx"), "RejectsSection"),
});
const run = createRoute({
  getParentRoute: () => file,
  path: "/run",
  component: lazyRouteComponent(() => import("./pages/file/run.tsx"), "RunSection"),
});

const trace = createRoute({
  getParentRoute: () => file,
  path: "/trace",
  validateSearch: (search: Search) => ({ insight: text(search["insight"]) }),
  component: lazyRouteComponent(() => import("./pages/file/trace.tsx"), "TraceSection"),
});

const admin = createRoute({
  getParentRoute: () => inside,
  path: "/admin",
  component: lazyRouteComponent(() => import("./pages/admin/admin-page.tsx"), "AdminPage"),
});
const adminIndex = createRoute({
  getParentRoute: () => admin,
  path: "/",
  beforeLoad: () => redirect({ href: paths.admin(adminSections[0]?.path), replace: true, throw: true }),
});
const adminPages = adminSections.map((section) =>
  createRoute({
    getParentRoute: () => admin,
    path: section.path,
    component: section.component,
    validateSearch: section.validateSearch ?? (() => ({})),
  }),
);

const tree = root.addChildren([
  signIn,
  signUp,
  proof,
  link,
  invitation,
  noAccount,
  secondFactor,
  ...mailedLinks,
  inside.addChildren([
    home,
    files,
    profile.addChildren(profilePages),
    admin.addChildren([adminIndex, ...adminPages]),
    file.addChildren([insights, rows, columns, reading, rejects, run, trace]),
  ]),
]);

export function createPageRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: "intent",
    defaultErrorComponent: PageFailure,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
    defaultPendingMinMs: 0,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
