import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { listen } from "../api/live.ts";
import { meQuery } from "../api/queries.ts";
import { rememberLocale } from "../i18n/choose-locale.ts";
import { SpeechContext, createSpeech } from "../i18n/speech.ts";
import { DropAnywhere } from "../uploads/drop-anywhere.tsx";
import { mayUpload } from "../uploads/may-upload.ts";
import { UploadTray } from "../uploads/upload-tray.tsx";
import { openUploads } from "../uploads/uploads.ts";
import { AccountLeftBanner } from "./account-left.tsx";
import { LiveBanner } from "./live-banner.tsx";
import { BottomBar, Rail } from "./rail.tsx";
import { ProofDialog } from "./proof-dialog.tsx";
import { ToldFailureNotice } from "./told-failure-notice.tsx";
import { ToldRemovalNotice } from "./told-removal-notice.tsx";
import { ViewBanner } from "./view-banner.tsx";
import { TopBar } from "./top-bar.tsx";

const Palette = lazy(async () => ({ default: (await import("./palette.tsx")).Palette }));

/** The frame around every page of a person who is signed in. */
export function Layout() {
  const client = useQueryClient();
  const { data: me } = useSuspenseQuery(meQuery);
  const [searching, setSearching] = useState(false);
  const pathname = useLocation({ select: (location) => location.pathname });
  const speech = createSpeech(me.locale);

  useEffect(() => {
    rememberLocale(me.locale);
    // What the server wrote in the other language is asked for again.
    void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "me" });
  }, [client, me.locale]);

  useEffect(() => listen(client), [client, me.user_id, me.locale]);

  useEffect(() => {
    void openUploads(me);
  }, [me]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setSearching((now) => !now);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  return (
    <SpeechContext value={speech}>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded focus:bg-surface focus:px-4 focus:py-2"
      >
        {speech.w.frame.skip}
      </a>
      <div className="flex min-h-dvh">
        <Rail me={me} />
        <div className="flex min-w-0 flex-1 flex-col">
          <TopBar me={me} onSearch={() => setSearching(true)} />
          <ViewBanner me={me} />
          <AccountLeftBanner me={me} />
          <LiveBanner me={me} />
          <main
            id="content"
            tabIndex={-1}
            key={pathname.split("/").slice(0, 3).join("/")}
            className="mx-auto w-full max-w-[80rem] flex-1 px-4 pt-7 pb-28 outline-none md:px-8"
          >
            <Outlet />
          </main>
        </div>
      </div>
      <BottomBar me={me} />
      <UploadTray />
      <ToldFailureNotice />
      <ToldRemovalNotice />
      {mayUpload(me) ? <DropAnywhere /> : null}
      <ProofDialog />
      {searching ? (
        <Suspense>
          <Palette open onClose={() => setSearching(false)} />
        </Suspense>
      ) : null}
    </SpeechContext>
  );
}
