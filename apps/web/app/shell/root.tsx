import { Outlet } from "@tanstack/react-router";
import { currentLocale } from "../i18n/choose-locale.ts";
import { SpeechContext, createSpeech } from "../i18n/speech.ts";

/** Before anybody has signed in, the browser's language speaks. */
export function Root() {
  return (
    <SpeechContext value={createSpeech(currentLocale())}>
      <Outlet />
    </SpeechContext>
  );
}
