import { ChevronDown, ChevronUp } from "lucide-react";
import { useEffect, useState } from "react";
import { useSpeech } from "../i18n/speech.ts";
import { Button } from "../ui/button.tsx";
import { UploadRow } from "./upload-row.tsx";
import { clearFinished, useUploads, wakeUploads } from "./uploads.ts";

/** What is being uploaded, over every page; it goes when there is nothing to tell. */
export function UploadTray() {
  const { w } = useSpeech();
  const items = useUploads();
  const [small, setSmall] = useState(false);
  useEffect(() => {
    addEventListener("online", wakeUploads);
    return () => removeEventListener("online", wakeUploads);
  }, []);
  const active = items.filter(
    (item) =>
      item.phase === "queued" || item.phase === "sending" || item.phase === "waiting" || item.phase === "paused",
  ).length;
  useEffect(() => {
    if (active === 0) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [active]);
  if (items.length === 0) return null;
  const finished = items.filter((item) => item.phase === "done").length;
  const unfinished = items.filter((item) => item.phase === "leftover").length;
  const headline =
    active > 0
      ? w.file.upload.active(active)
      : finished > 0
        ? w.file.upload.finished(finished)
        : unfinished > 0
          ? w.file.upload.left(unfinished)
          : w.file.upload.title;
  return (
    <section
      aria-label={w.file.upload.title}
      className="appear fixed inset-x-2 bottom-[calc(4rem+env(safe-area-inset-bottom))] z-30 rounded border border-n2 bg-surface shadow-float sm:inset-x-auto sm:right-4 sm:bottom-4 sm:w-96"
    >
      <header className="flex items-center gap-1 py-1 pr-1 pl-4">
        <h2 className="flex-1 font-medium" aria-live="polite">
          {headline}
        </h2>
        {finished > 0 && active === 0 ? (
          <Button tone="quiet" size="small" onClick={clearFinished}>
            {w.file.upload.clear}
          </Button>
        ) : null}
        <Button
          tone="quiet"
          size="icon"
          aria-expanded={!small}
          aria-label={small ? w.file.upload.restore : w.file.upload.minimize}
          onClick={() => setSmall(!small)}
        >
          {small ? <ChevronUp size={16} aria-hidden /> : <ChevronDown size={16} aria-hidden />}
        </Button>
      </header>
      {small ? null : (
        <ul className="max-h-[45dvh] divide-y divide-n2 overflow-y-auto border-t border-n2">
          {items.map((item) => (
            <UploadRow key={item.id} item={item} />
          ))}
        </ul>
      )}
    </section>
  );
}
