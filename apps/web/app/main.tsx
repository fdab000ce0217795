import "./no-eval.ts";
import "./no-markup.ts";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { actAsShown } from "./api/acting-account.ts";
import { endPresence } from "./api/presence.ts";
import { meQuery } from "./api/queries.ts";
import { createQueryClient } from "./api/query-client.ts";
import { hasLostSession, isGoingOut, noteLostSession } from "./api/lost-session.ts";
import { currentLocale, rememberLocale } from "./i18n/choose-locale.ts";
import { paths } from "./paths.ts";
import { createPageRouter } from "./router.tsx";
import { reloadWhenStale } from "./stale-page.ts";
import "./styles/main.css";

rememberLocale(currentLocale());
reloadWhenStale();

/** Where one is, to come back to it; home needs no saying. */
const here = (): string | undefined => (location.pathname === "/" ? undefined : location.pathname + location.search);

const client = createQueryClient({
  not_signed_in: () => {
    if (["/sign-in", "/sign-up"].includes(location.pathname)) return;
    const lost = hasLostSession(client);
    // Whoever goes out by their own will does not go on where they were, however the page hears of it first.
    const to = paths.signIn(isGoingOut(client) ? undefined : here());
    endPresence();
    if (lost) noteLostSession(client);
    router.history.push(to);
  },
  second_factor_required: () => {
    if (location.pathname === "/second-factor") return;
    const to = paths.secondFactor(here());
    endPresence();
    router.history.push(to);
  },
  no_membership: () => {
    if (location.pathname === paths.noAccount()) return;
    endPresence();
    router.history.push(paths.noAccount());
  },
});
actAsShown(() => client.getQueryData(meQuery.queryKey)?.account.id ?? null);
const router = createPageRouter(client);

const place = document.getElementById("root");
if (place === null) throw new Error("index.html has no #root");
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
