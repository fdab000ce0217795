import "./no-eval.ts";
import "./no-markup.ts";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { actAsShown } from "./api/acting-account.ts";
import { meQuery } from "./api/queries.ts";
import { createQueryClient } from "./api/query-client.ts";
import { hasLostSession, noteLostSession } from "./api/lost-session.ts";
import { currentLocale, rememberLocale } from "./i18n/choose-locale.ts";
import { paths } from "./paths.ts";
import { createPageRouter } from "./router.tsx";
import { reloadWhenStale } from "./stale-page.ts";
import { closeUploads } from "./uploads/uploads.ts";
import "./styles/main.css";

rememberLocale(currentLocale());
reloadWhenStale();

const client = createQueryClient(
  () => {
    const { pathname, search } = location;
    if (pathname === "/sign-in" || pathname === "/sign-up") return;
    closeUploads();
    const lost = hasLostSession(client);
    client.clear();
    if (lost) noteLostSession(client);
    router.history.push(paths.signIn(pathname === "/" ? undefined : pathname + search));
  },
  () => {
    const { pathname, search } = location;
    if (pathname === "/second-factor") return;
    closeUploads();
    client.clear();
    router.history.push(paths.secondFactor(pathname === "/" ? undefined : pathname + search));
  },
);
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
