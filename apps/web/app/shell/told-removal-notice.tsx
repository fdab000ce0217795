import { X } from "lucide-react";
import { useEffect } from "react";
import { tellRemoval, useToldRemoval } from "../api/told-removal.ts";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

/** Long enough to be read; it can be closed before. */
const shownMs = 20_000;

/** Over every page: how much went with a file that was deleted. */
export function ToldRemovalNotice() {
  const { w, f } = useSpeech();
  const told = useToldRemoval();
  useEffect(() => {
    if (told === null) return undefined;
    const timer = setTimeout(() => tellRemoval(null), shownMs);
    return () => clearTimeout(timer);
  }, [told]);
  if (told === null) return null;
  return (
    <div className="appear fixed inset-x-2 bottom-[calc(4rem+env(safe-area-inset-bottom))] z-40 rounded bg-surface shadow-float sm:right-auto sm:bottom-4 sm:left-4 sm:w-[28rem]">
      <Notice
        tone="good"
        title={w.share.gone(told.objects, f.bytes(told.bytes), told.rows.insights)}
        actions={
          <Button size="icon" tone="quiet" aria-label={w.frame.close} onClick={() => tellRemoval(null)}>
            <X size={16} aria-hidden />
          </Button>
        }
      />
    </div>
  );
}
