import { X } from "lucide-react";
import { forgetFailure, useToldFailure } from "../api/told-failure.ts";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";
import { FailureNotice } from "../ui/notice.tsx";

/** Over every page: what a menu or a key asked for and did not get. It stays until it is closed or something else worked. */
export function ToldFailureNotice() {
  const { w } = useSpeech();
  const told = useToldFailure();
  if (told === null) return null;
  return (
    <div className="appear fixed inset-x-2 bottom-[calc(4rem+env(safe-area-inset-bottom))] z-40 rounded bg-surface shadow-float sm:right-auto sm:bottom-4 sm:left-4 sm:w-[28rem]">
      <FailureNotice
        failure={told.failure}
        actions={
          <Button size="icon" tone="quiet" aria-label={w.frame.close} onClick={forgetFailure}>
            <X size={16} aria-hidden />
          </Button>
        }
      />
    </div>
  );
}
