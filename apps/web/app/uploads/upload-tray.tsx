import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useSpeech } from "../i18n/speech.ts";
import { paths } from "../paths.ts";
import { AppLink } from "../ui/app-link.tsx";
import { Button, buttonClass } from "../ui/button.tsx";
import { UploadRow } from "./upload-row.tsx";
import { totalShare } from "./upload-state.ts";
import { clearFinished, useUploads, wakeUploads } from "./uploads.ts";

/**
 * What is being uploaded, over every page: one line as soon as all has arrived, and on a phone unless something waits for its person.
 * What it covers can be scrolled clear of it.
 */
export function UploadTray() {
  const { w, f } = useSpeech();
  const items = useUploads();
  const place = useRef<HTMLElement>(null);
  /** What the person chose for as long as the uploads at hand last. */
  const [chosen, setChosen] = useState<"small" | "large" | null>(null);
  useEffect(() => {
    addEventListener("online", wakeUploads);
    return () => removeEventListener("online", wakeUploads);
  }, []);
  const active = items.filter(
    (item) =>
      item.phase === "elsewhere" ||
      item.phase === "queued" ||
      item.phase === "sending" ||
      item.phase === "waiting" ||
      item.phase === "paused",
  ).length;
  useEffect(() => {
    if (active === 0) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [active]);
  const elsewhere = items.filter((item) => item.phase === "elsewhere").length;
  const atWork = active > 0;
  useEffect(() => setChosen(null), [atWork]);
  const shown = items.length > 0;
  useEffect(() => {
    const tray = place.current;
    if (tray === null) return;
    const root = document.documentElement.style;
    const observer = new ResizeObserver(() => root.setProperty("--tray-height", `${tray.offsetHeight}px`));
    observer.observe(tray);
    return () => {
      observer.disconnect();
      root.removeProperty("--tray-height");
    };
  }, [shown]);
  if (!shown) return null;
  const finished = items.filter((item) => item.phase === "done").length;
  const unfinished = items.filter((item) => item.phase === "leftover").length;
  const waits = elsewhere > 0 || items.length > active + finished;
  const small =
    chosen === null ? !waits && (active === 0 || matchMedia("(max-width: 639px)").matches) : chosen === "small";
  const [only] = items.filter((item) => item.phase === "done");
  const fold = () => (active === 0 && !waits ? clearFinished() : setChosen("small"));
  const share = totalShare(items);
  const headline =
    active > 0 && active === elsewhere
      ? w.file.upload.waitElsewhere(elsewhere)
      : active > 0
        ? w.file.upload.active(active)
        : finished > 0
          ? w.file.upload.finished(finished)
          : unfinished > 0
            ? w.file.upload.left(unfinished)
            : w.file.upload.title;
  return (
    <section
      ref={place}
      aria-label={w.file.upload.title}
      onKeyDown={(event) => {
        if (event.key === "Escape") fold();
      }}
      className="appear fixed inset-x-2 bottom-[calc(4rem+env(safe-area-inset-bottom))] z-30 rounded border border-n2 bg-surface shadow-float sm:inset-x-auto sm:right-4 sm:bottom-4 sm:w-96"
    >
      <header className="flex items-center gap-1 py-1 pr-1 pl-4">
        <h2 className="flex-1 font-medium" aria-live="polite">
          {headline}
        </h2>
        {small && active > 0 ? <span className="num text-n4">{f.progress(share)}</span> : null}
        {small && items.length === 1 && only?.fileId != null ? (
          <AppLink to={paths.file(only.fileId)} className={buttonClass("quiet", "small")}>
            {w.file.upload.open}
          </AppLink>
        ) : null}
        <Button
          tone="quiet"
          size="icon"
          aria-expanded={!small}
          aria-label={small ? w.file.upload.restore : w.file.upload.minimize}
          onClick={() => setChosen(small ? "large" : "small")}
        >
          {small ? <ChevronUp size={16} aria-hidden /> : <ChevronDown size={16} aria-hidden />}
        </Button>
        {finished > 0 && active === 0 ? (
          <Button
            tone="quiet"
            size="icon"
            aria-label={w.file.upload.clear}
            title={w.file.upload.clear}
            onClick={clearFinished}
          >
            <X size={16} aria-hidden />
          </Button>
        ) : null}
      </header>
      {small ? null : (
        <ul className="max-h-[min(45dvh,16rem)] divide-y divide-n2 overflow-y-auto border-t border-n2">
          {items.map((item) => (
            <UploadRow key={item.id} item={item} />
          ))}
        </ul>
      )}
    </section>
  );
}
